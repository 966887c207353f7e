# The libraries inside the WebAssembly modules, compiled from sources: TAPER_SOURCES is the folder where script/web unpacked those
# that packaging/sources.json lists.
cmake_minimum_required(VERSION 3.24)  # CMAKE_FIND_PACKAGE_REDIRECTS_DIR
file(WRITE "${CMAKE_FIND_PACKAGE_REDIRECTS_DIR}/yaml-cpp-config.cmake" "")
set(TAPER_TOMLPLUSPLUS "${TAPER_SOURCES}/tomlplusplus/usr/include" CACHE PATH "Folder of toml++/toml.h")
set(CMAKE_CXX_COMPILE_OPTIONS_PIC "")  # a module has one address: every access to a constant is shorter
set(TAPER_NO_FILES -include "${PROJECT_SOURCE_DIR}/web/engine/wasm/no_files.hpp")
# its own project has warnings, install rules and a mode for 32-bit systems that are not ours
file(GLOB sources "${TAPER_SOURCES}/yaml-cpp/src/*.cpp")
add_library(yaml-cpp STATIC EXCLUDE_FROM_ALL ${sources})
target_include_directories(yaml-cpp SYSTEM PUBLIC "${TAPER_SOURCES}/yaml-cpp/include")
target_compile_features(yaml-cpp PRIVATE cxx_std_11)
target_compile_definitions(yaml-cpp PUBLIC YAML_CPP_STATIC_DEFINE)
target_compile_options(yaml-cpp PRIVATE -fexceptions -w ${TAPER_NO_FILES})  # it throws: support/caught.hpp
set_target_properties(yaml-cpp PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 6)
