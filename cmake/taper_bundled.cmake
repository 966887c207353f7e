# Compiles the libraries that taper uses from sources: TAPER_BUNDLED is the folder where script/wheels unpacked those that
# packaging/sources.json lists. The program then needs nothing but the C library. find_package finds the targets made here.
cmake_minimum_required(VERSION 3.24)  # CMAKE_FIND_PACKAGE_REDIRECTS_DIR
foreach(package IN ITEMS fmt CLI11 nlohmann_json NLopt yaml-cpp SQLite3)
  string(TOLOWER "${package}" name)
  file(WRITE "${CMAKE_FIND_PACKAGE_REDIRECTS_DIR}/${name}-config.cmake" "")
endforeach()
set(BUILD_SHARED_LIBS OFF CACHE INTERNAL "")
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_POLICY_VERSION_MINIMUM 3.5)  # a current CMake refuses the older minimum of some

# name → folder with its headers
function(taper_bundled_headers target folder)
  add_library(${target} INTERFACE IMPORTED GLOBAL)
  target_include_directories(${target} SYSTEM INTERFACE "${TAPER_BUNDLED}/${folder}")
endfunction()
taper_bundled_headers(CLI11::CLI11 CLI11/usr/include)
taper_bundled_headers(nlohmann_json::nlohmann_json nlohmann-json/usr/include)
taper_bundled_headers(fmt::fmt fmt/include)
target_compile_definitions(fmt::fmt INTERFACE FMT_HEADER_ONLY)
set(TAPER_TOMLPLUSPLUS "${TAPER_BUNDLED}/tomlplusplus/usr/include" CACHE PATH "Folder of toml++/toml.h")

# name → the project in a folder, with its options; its warnings are not ours
macro(taper_bundled_project target folder)
  foreach(option IN ITEMS ${ARGN})
    string(REPLACE "=" ";" option "${option}")
    list(GET option 0 name)
    list(GET option 1 value)
    set(${name} "${value}" CACHE INTERNAL "")
  endforeach()
  add_subdirectory("${TAPER_BUNDLED}/${folder}" "${PROJECT_BINARY_DIR}/bundled/${target}" EXCLUDE_FROM_ALL)
  target_compile_options(${target} PRIVATE -w)
  get_target_property(headers ${target} INTERFACE_INCLUDE_DIRECTORIES)
  set_target_properties(${target} PROPERTIES INTERFACE_SYSTEM_INCLUDE_DIRECTORIES "${headers}")
endmacro()
taper_bundled_project(yaml-cpp yaml-cpp YAML_CPP_BUILD_TESTS=OFF YAML_CPP_BUILD_TOOLS=OFF YAML_CPP_BUILD_CONTRIB=OFF YAML_CPP_INSTALL=OFF)
taper_bundled_project(nlopt nlopt NLOPT_CXX=OFF NLOPT_PYTHON=OFF NLOPT_OCTAVE=OFF NLOPT_MATLAB=OFF NLOPT_GUILE=OFF NLOPT_SWIG=OFF)
add_library(NLopt::nlopt ALIAS nlopt)
taper_bundled_project(lunasvg lunasvg/third_party/lunasvg LUNASVG_BUILD_EXAMPLES=OFF LUNASVG_DISABLE_LOAD_SYSTEM_FONTS=ON LUNASVG_DISABLE_EXTERNAL_RESOURCES=ON)

add_library(taper_sqlite STATIC EXCLUDE_FROM_ALL "${TAPER_BUNDLED}/sqlite/sqlite3/sqlite3.c")
target_include_directories(taper_sqlite SYSTEM PUBLIC "${TAPER_BUNDLED}/sqlite/sqlite3")
target_compile_definitions(taper_sqlite PRIVATE SQLITE_OMIT_LOAD_EXTENSION SQLITE_THREADSAFE=2 SQLITE_OMIT_DEPRECATED SQLITE_OMIT_SHARED_CACHE)
target_compile_options(taper_sqlite PRIVATE -w)
add_library(SQLite::SQLite3 ALIAS taper_sqlite)

taper_optimize_for_size(taper_sqlite yaml-cpp lunasvg)

# The licenses and the list of what is inside, for the wheel.
if(SKBUILD)
  install(FILES "${TAPER_BUNDLED}/taper.cdx.json" DESTINATION "${SKBUILD_METADATA_DIR}/sboms" COMPONENT python)
  file(READ "${PROJECT_SOURCE_DIR}/packaging/sources.json" sources)
  string(JSON count LENGTH "${sources}")
  math(EXPR last "${count} - 1")
  foreach(i RANGE ${last})
    string(JSON name GET "${sources}" ${i} name)
    string(JSON files GET "${sources}" ${i} license_files)
    string(REGEX MATCHALL "[^][\", \n]+" files "${files}")
    foreach(file IN LISTS files)
      string(REPLACE "/" "-" as "${file}")
      install(FILES "${TAPER_BUNDLED}/${name}/${file}" DESTINATION "${SKBUILD_METADATA_DIR}/licenses/${name}" RENAME "${as}" COMPONENT python)
    endforeach()
  endforeach()
endif()
