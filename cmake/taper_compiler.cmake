# pip install from source on a machine without a compiler: one line that says so, before CMake's own twenty.
include(CheckLanguage)
check_language(CXX)
if(NOT CMAKE_CXX_COMPILER)
  message(FATAL_ERROR "taper-lr from source needs a C++20 compiler; none was found. "
    "Install one (Debian: apt-get install g++), or a ready wheel: pip install --only-binary taper-lr taper-lr")
endif()
