# Toolchain: Zig's clang, which compiles for every Linux and every version of glibc with no headers of the machine it runs on,
# and for WebAssembly. The environment names the program (TAPER_ZIG) and the target (TAPER_ZIG_TARGET), for example
# x86_64-linux-gnu.2.28 or wasm32-wasi.
set(target "$ENV{TAPER_ZIG_TARGET}")
if(NOT target OR NOT EXISTS "$ENV{TAPER_ZIG}")
  message(FATAL_ERROR "the Zig toolchain needs TAPER_ZIG and TAPER_ZIG_TARGET; script/wheels and script/web set them")
endif()
string(REGEX MATCH "^[^-]+" CMAKE_SYSTEM_PROCESSOR "${target}")
if(target MATCHES "wasi")
  set(CMAKE_SYSTEM_NAME Generic)  # CMake has a platform for WASI only from 3.31 on
  set(CMAKE_EXECUTABLE_SUFFIX ".wasm")
  set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)  # linking would first compile Zig's libraries a second time
else()
  set(CMAKE_SYSTEM_NAME Linux)
endif()

# CMake and ccache expect one program for each language, so a script sets the target.
set(programs "${CMAKE_CURRENT_LIST_DIR}/../build/zig/${target}")
foreach(program IN ITEMS "cc" "c++" "ar" "ranlib")
  set(arguments "")
  if(program MATCHES "^c")
    set(arguments " -target ${target}")
  endif()
  set(text "#!/bin/sh\nexec '$ENV{TAPER_ZIG}' ${program}${arguments} \"$@\"\n")
  if(NOT EXISTS "${programs}/${program}")  # a new time stamp would empty the compiler cache
    file(WRITE "${programs}/${program}" "${text}")
    file(CHMOD "${programs}/${program}" PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE)
  endif()
endforeach()
set(CMAKE_C_COMPILER "${programs}/cc")
set(CMAKE_CXX_COMPILER "${programs}/c++")
set(CMAKE_AR "${programs}/ar" CACHE FILEPATH "")
set(CMAKE_RANLIB "${programs}/ranlib" CACHE FILEPATH "")
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH "${programs}")  # nothing of this machine

# Small programs, and the same rates on every processor: no fused multiply-add where the source has none.
foreach(language IN ITEMS C CXX)
  set(CMAKE_${language}_FLAGS_RELEASE "-O2 -DNDEBUG" CACHE STRING "")
  set(CMAKE_${language}_FLAGS_INIT "-ffp-contract=off -ffunction-sections -fdata-sections")
endforeach()
if(target MATCHES "wasi")  # no unwinding there; what catches uses support/caught.hpp. Nothing asks for the type of an object
  string(APPEND CMAKE_CXX_FLAGS_INIT " -fno-exceptions -fno-rtti")
  set(CMAKE_CXX_FLAGS_MINSIZEREL "-Oz -DNDEBUG" CACHE STRING "")
endif()
foreach(kind IN ITEMS EXE SHARED MODULE)
  set(CMAKE_${kind}_LINKER_FLAGS_INIT "-s -Wl,--gc-sections")
endforeach()
