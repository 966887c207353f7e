# taper::torch, the LibTorch adaptor: a header and what it links. Debian's LibTorch 1.13 or a 2.x found by CMAKE_PREFIX_PATH.
# On by default in a build of the tests where LibTorch is found.
set(taper_torch_default OFF)
if(PROJECT_IS_TOP_LEVEL AND TAPER_TESTS AND NOT TAPER_SANITIZE AND NOT DEFINED TAPER_TORCH)
  find_package(Torch QUIET)
  set(taper_torch_default ${Torch_FOUND})
endif()
option(TAPER_TORCH "Build the LibTorch adaptor's target and tests (needs Torch)" ${taper_torch_default})

function(taper_add_torch)
  find_package(Torch REQUIRED)
  add_library(taper_torch INTERFACE)
  add_library(taper::torch ALIAS taper_torch)
  target_link_libraries(taper_torch INTERFACE taper ${TORCH_LIBRARIES})
endfunction()
