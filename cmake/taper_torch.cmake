# taper::torch, the LibTorch adaptor: a header and what it links. Debian's LibTorch 1.13 or a 2.x found by CMAKE_PREFIX_PATH.
find_package(Torch REQUIRED)
add_library(taper_torch INTERFACE)
add_library(taper::torch ALIAS taper_torch)
target_link_libraries(taper_torch INTERFACE taper ${TORCH_LIBRARIES})
