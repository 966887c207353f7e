# Installs BUILD to a scratch prefix, then configures, builds and runs the project SOURCE against it.
function(run)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE status OUTPUT_VARIABLE said ERROR_VARIABLE said)
  if(NOT status EQUAL 0)
    message(FATAL_ERROR "exit ${status}: ${ARGN}\n${said}")
  endif()
  message(STATUS "${said}")
endfunction()

file(REMOVE_RECURSE "${WORK}")
run(${CMAKE_COMMAND} --install "${BUILD}" --prefix "${WORK}/prefix")
set(sanitize)
if(FLAGS)  # a library built with sanitizers needs them in whatever links it
  set(sanitize "-DCMAKE_CXX_FLAGS=-fsanitize=${FLAGS}")
endif()
run(${CMAKE_COMMAND} -S "${SOURCE}" -B "${WORK}/build" -G "${GENERATOR}" "-DCMAKE_CXX_COMPILER=${CXX}"
    "-DCMAKE_PREFIX_PATH=${WORK}/prefix" ${sanitize})
run(${CMAKE_COMMAND} --build "${WORK}/build")
run("${WORK}/build/train")
