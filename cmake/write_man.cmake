# Writes taper.1 and a page for each verb: -DPROGRAM=… -DHELP2MAN=… -DFOLDER=… -DVERSION=…. The list of verbs comes from the
# help.
cmake_minimum_required(VERSION 3.21)
file(MAKE_DIRECTORY "${FOLDER}")
execute_process(COMMAND "${PROGRAM}" --help OUTPUT_VARIABLE help COMMAND_ERROR_IS_FATAL ANY)
get_filename_component(folder_of_program "${PROGRAM}" DIRECTORY)
get_filename_component(name_of_program "${PROGRAM}" NAME)
# help2man passes the program to a shell, so its path must not contain spaces
function(page file name option)
  execute_process(
    WORKING_DIRECTORY "${folder_of_program}"
    COMMAND "${HELP2MAN}" --no-info --section=1 --name=${name} --version-string=${VERSION} --help-option=${option}
      --output=${FOLDER}/${file} "./${name_of_program}"
    COMMAND_ERROR_IS_FATAL ANY)
endfunction()
string(REGEX REPLACE "^.*\n(Subcommands|SUBCOMMANDS|Verbs|verbs):?[^\n]*\n" "" verbs "${help}")
string(REPLACE ";" "," verbs "${verbs}")  # else CMake splits the line there
string(REGEX MATCHALL "\n  [a-z]+ +[^\n]+" lines "\n${verbs}")
foreach(line IN LISTS lines)
  string(REGEX MATCH "^\n  ([a-z]+) +(.*)$" found "${line}")
  if(CMAKE_MATCH_1 STREQUAL "lab")  # a program of its own
    continue()
  endif()
  page("taper-${CMAKE_MATCH_1}.1" "${CMAKE_MATCH_2}" "${CMAKE_MATCH_1} --help")
endforeach()
page("taper.1" "design, judge, predict and export learning-rate schedules" "--help")
