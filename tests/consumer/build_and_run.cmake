# Configures, builds and runs a consumer project in a fresh folder: -DPROJECT=… -DBINARY=… -DCXX=… [-DARGUMENTS=a;b].
file(REMOVE_RECURSE "${BINARY}")
function(step what)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE status OUTPUT_VARIABLE text ERROR_VARIABLE text)
  if(NOT status EQUAL 0)
    message(FATAL_ERROR "${what} failed (${status}):\n${text}")
  endif()
  set(output "${text}" PARENT_SCOPE)
endfunction()
find_program(ccache ccache)  # the projects compile the same sources
if(ccache)
  list(APPEND ARGUMENTS -DCMAKE_CXX_COMPILER_LAUNCHER=${ccache} -DCMAKE_C_COMPILER_LAUNCHER=${ccache})
endif()
step(configure ${CMAKE_COMMAND} -S ${PROJECT} -B ${BINARY} -G Ninja -DCMAKE_CXX_COMPILER=${CXX} -DCMAKE_CXX_FLAGS=-O0
  -DCMAKE_UNITY_BUILD=ON ${ARGUMENTS})  # several sources at once: a third of the time
step(build ${CMAKE_COMMAND} --build ${BINARY} --parallel 2 --target use_taper)
step(run ${BINARY}/use_taper)
message(STATUS "${output}")
