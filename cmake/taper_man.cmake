# Man pages taper(1) and taper-VERB(1), made from the help of the program by help2man, if it is installed.
find_program(TAPER_HELP2MAN help2man)
mark_as_advanced(TAPER_HELP2MAN)
if(NOT TAPER_HELP2MAN)
  return()
endif()
set(TAPER_MAN_FOLDER "${PROJECT_BINARY_DIR}/man")
add_custom_command(OUTPUT "${TAPER_MAN_FOLDER}/taper.1"
  COMMAND ${CMAKE_COMMAND} -DPROGRAM=$<TARGET_FILE:taper_cli> -DHELP2MAN=${TAPER_HELP2MAN} -DFOLDER=${TAPER_MAN_FOLDER}
    -DVERSION=${PROJECT_VERSION} -P "${PROJECT_SOURCE_DIR}/cmake/write_man.cmake"
  DEPENDS taper_cli "${PROJECT_SOURCE_DIR}/cmake/write_man.cmake" COMMENT "Writing man pages" VERBATIM)
add_custom_target(taper_man ALL DEPENDS "${TAPER_MAN_FOLDER}/taper.1")
install(DIRECTORY "${TAPER_MAN_FOLDER}/" DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 COMPONENT runtime FILES_MATCHING PATTERN "*.1")
