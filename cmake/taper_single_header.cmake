# The single header: build/single_header/taper.hpp, generated from the sources of the target taper by script/amalgamate.
find_package(Python3 QUIET COMPONENTS Interpreter)
if(NOT Python3_FOUND)
  message(STATUS "Python not found: the single header is not built")
  return()
endif()

# Sources of subfolders are absolute; those of src itself are relative to it.
function(taper_sources_of target out)
  get_target_property(sources ${target} SOURCES)
  get_target_property(folder ${target} SOURCE_DIR)
  set(all "")
  foreach(source IN LISTS sources)
    cmake_path(ABSOLUTE_PATH source BASE_DIRECTORY "${folder}")
    list(APPEND all "${source}")
  endforeach()
  set(${out} "${all}" PARENT_SCOPE)
endfunction()

taper_sources_of(taper taper_sources)
set(TAPER_SINGLE_HEADER_FILE "${PROJECT_BINARY_DIR}/single_header/taper.hpp")
add_custom_command(OUTPUT "${TAPER_SINGLE_HEADER_FILE}"
  COMMAND Python3::Interpreter "${PROJECT_SOURCE_DIR}/script/amalgamate" "${TAPER_SINGLE_HEADER_FILE}" ${PROJECT_VERSION} ${taper_sources}
  DEPENDS "${PROJECT_SOURCE_DIR}/script/amalgamate" ${taper_sources}
  DEPFILE "${TAPER_SINGLE_HEADER_FILE}.d"
  COMMENT "Writing single_header/taper.hpp" VERBATIM)
add_custom_target(taper_single_header ALL DEPENDS "${TAPER_SINGLE_HEADER_FILE}")
