# Every public header compiles alone, warnings as errors: -DINCLUDE=… -DCXX=…. Headers of optional parts are named in -DSKIP=a;b.
cmake_minimum_required(VERSION 3.21)
file(GLOB_RECURSE headers RELATIVE "${INCLUDE}" "${INCLUDE}/taper/*.hpp" "${INCLUDE}/taper/*.h")
list(LENGTH headers count)
if(count LESS 20)
  message(FATAL_ERROR "only ${count} headers under ${INCLUDE}")
endif()
foreach(header IN LISTS headers)
  if(header IN_LIST SKIP)
    continue()
  endif()
  execute_process(
    COMMAND ${CXX} -std=c++20 -fsyntax-only -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror -I${INCLUDE} -include ${header} -x c++ /dev/null
    RESULT_VARIABLE status ERROR_VARIABLE text)
  if(NOT status EQUAL 0)
    message(SEND_ERROR "${header} does not compile alone:\n${text}")
  endif()
endforeach()
