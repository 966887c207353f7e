# taper::torch, the LibTorch adaptor: a header and what it links. Debian's LibTorch 1.13 or a 2.x found by CMAKE_PREFIX_PATH.
# AUTO builds it with the tests if LibTorch is found. Not an option(): the result of AUTO must not be cached, or a tree
# configured once without the tests would never build it.
set(TAPER_TORCH AUTO CACHE STRING "Build the LibTorch adaptor's target and tests (needs Torch): ON, OFF or AUTO")
set_property(CACHE TAPER_TORCH PROPERTY STRINGS AUTO ON OFF)
set(taper_build_torch "${TAPER_TORCH}")
if(TAPER_TORCH STREQUAL "AUTO")
  set(taper_build_torch OFF)
  if(PROJECT_IS_TOP_LEVEL AND TAPER_TESTS AND NOT TAPER_SANITIZE)
    find_package(Torch QUIET)
    set(taper_build_torch ${Torch_FOUND})
  endif()
endif()

function(taper_add_torch)
  find_package(Torch REQUIRED)
  add_library(taper_torch INTERFACE)
  add_library(taper::torch ALIAS taper_torch)
  target_link_libraries(taper_torch INTERFACE taper ${TORCH_LIBRARIES})
endfunction()
