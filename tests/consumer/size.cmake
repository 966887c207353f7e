# A stripped copy of PROGRAM has at most MOST bytes.
configure_file("${PROGRAM}" "${COPY}" COPYONLY)
execute_process(COMMAND "${STRIP}" "${COPY}" COMMAND_ERROR_IS_FATAL ANY)
file(SIZE "${COPY}" size)
message(STATUS "${size} bytes")
if(size GREATER MOST)
  message(FATAL_ERROR "${PROGRAM} has ${size} bytes stripped, more than ${MOST}")
endif()
