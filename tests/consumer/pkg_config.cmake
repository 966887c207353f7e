# Compiles a program with the flags that pkg-config gives for the installed taper: -DPREFIX=… -DSOURCE=… -DCXX=… -DBINARY=…
execute_process(COMMAND pkg-config --variable=prefix taper OUTPUT_VARIABLE found OUTPUT_STRIP_TRAILING_WHITESPACE
                COMMAND_ERROR_IS_FATAL ANY)
string(REPLACE "\\ " " " found "${found}")  # pkg-config writes it for a shell
get_filename_component(found "${found}" REALPATH)
get_filename_component(wanted "${PREFIX}" REALPATH)
if(NOT found STREQUAL wanted)
  message(FATAL_ERROR "taper.pc names the prefix ${found}, not ${PREFIX}")
endif()
execute_process(COMMAND pkg-config --cflags --libs taper OUTPUT_VARIABLE flags OUTPUT_STRIP_TRAILING_WHITESPACE
                COMMAND_ERROR_IS_FATAL ANY)
separate_arguments(flags UNIX_COMMAND "${flags}")
execute_process(COMMAND ${CXX} -std=c++20 ${SOURCE} -o ${BINARY} ${flags} COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${BINARY} COMMAND_ERROR_IS_FATAL ANY)
