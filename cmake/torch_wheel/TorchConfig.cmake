# find_package(Torch) for torch 2.x from pip, without a CUDA toolkit, which the config in the wheel requires.
#
#   cmake -DTorch_DIR=cmake/torch_wheel -DTAPER_TORCH_WHEEL=…/site-packages/torch …
#
# Links the CPU libraries, and the CUDA libraries if the wheel has them and NVIDIA's headers are next to it, where pip installs them
# (nvidia/*/include), unless TAPER_TORCH_CUDA is OFF. No wheel has Gloo's headers: runs over several processes use NCCL.
set(TAPER_TORCH_WHEEL "" CACHE PATH "The folder torch of an installed PyPI package")
if(NOT EXISTS "${TAPER_TORCH_WHEEL}/lib/libtorch_cpu.so")
  set(Torch_FOUND FALSE)
  set(Torch_NOT_FOUND_MESSAGE "TAPER_TORCH_WHEEL must be the folder torch of an installed PyPI package, got '${TAPER_TORCH_WHEEL}'")
  return()
endif()

# pip: nvidia-cuda-runtime, and for NCCL nvidia-cuda-crt and nvidia-cuda-cccl
file(GLOB taper_cuda_headers "${TAPER_TORCH_WHEEL}/../nvidia/*/include/cuda_runtime_api.h")
set(taper_torch_cuda OFF)
if(EXISTS "${TAPER_TORCH_WHEEL}/lib/libtorch_cuda.so" AND taper_cuda_headers)
  set(taper_torch_cuda ON)
endif()
option(TAPER_TORCH_CUDA "Use CUDA in the torch of TAPER_TORCH_WHEEL" ${taper_torch_cuda})

if(NOT TARGET torch_wheel)
  add_library(torch_wheel INTERFACE IMPORTED)
  target_include_directories(torch_wheel SYSTEM INTERFACE
    "${TAPER_TORCH_WHEEL}/include" "${TAPER_TORCH_WHEEL}/include/torch/csrc/api/include")
  # the wheel includes the headers of {fmt}, but not its library
  target_compile_definitions(torch_wheel INTERFACE FMT_HEADER_ONLY)
  # the libraries find NVIDIA's libraries next to them when the program starts
  target_link_options(torch_wheel INTERFACE -Wl,--allow-shlib-undefined)
  target_link_libraries(torch_wheel INTERFACE "${TAPER_TORCH_WHEEL}/lib/libtorch_cpu.so" "${TAPER_TORCH_WHEEL}/lib/libc10.so")
  if(TAPER_TORCH_CUDA)
    list(GET taper_cuda_headers 0 taper_cuda_header)
    get_filename_component(taper_cuda_folder "${taper_cuda_header}" DIRECTORY)
    target_include_directories(torch_wheel SYSTEM INTERFACE "${taper_cuda_folder}")
    file(GLOB taper_nccl_header "${TAPER_TORCH_WHEEL}/../nvidia/nccl/include/nccl.h")
    # registers its kernels when it is loaded: nothing in it is called by name
    target_link_libraries(torch_wheel INTERFACE -Wl,--no-as-needed "${TAPER_TORCH_WHEEL}/lib/libtorch_cuda.so" -Wl,--as-needed
      "${TAPER_TORCH_WHEEL}/lib/libc10_cuda.so")
    target_compile_definitions(torch_wheel INTERFACE TAPER_TORCH_CUDA)
    if(taper_nccl_header)
      target_include_directories(torch_wheel SYSTEM INTERFACE "${TAPER_TORCH_WHEEL}/../nvidia/nccl/include")
      target_compile_definitions(torch_wheel INTERFACE USE_C10D_NCCL)
    endif()
  endif()
endif()
set(TORCH_LIBRARIES torch_wheel)
set(Torch_FOUND TRUE)
