// The BLAS that LibTorch is linked with.
#include "models/products.hpp"

#include <dlfcn.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include <limits>

namespace taper::lab {
namespace {

template <class Function>
Function symbol(const char* name) {
  return reinterpret_cast<Function>(::dlsym(RTLD_DEFAULT, name));
}

}  // namespace

sgemm_function find_sgemm() {
  static const auto found = symbol<sgemm_function>("sgemm_");
  return found;
}

bool quiet_blas() {
  const auto set_threads = symbol<void (*)(int)>("openblas_set_num_threads");
  if (set_threads != nullptr) set_threads(1);
  return set_threads != nullptr;
}

void keep_memory() {
#ifdef __GLIBC__
  ::mallopt(M_MMAP_THRESHOLD, 1 << 30);
  ::mallopt(M_TRIM_THRESHOLD, std::numeric_limits<int>::max());
#endif
}

void multiply(sgemm_function sgemm, int m, int n, int k, float alpha, matrix a, matrix b, float beta, float* c,
              int stride) {
  // Fortran reads a row-major matrix as its transpose, and c^T = b^T a^T.
  sgemm(b.transposed ? "T" : "N", a.transposed ? "T" : "N", &n, &m, &k, &alpha, b.data, &b.stride, a.data, &a.stride,
        &beta, c, &stride);
}

}  // namespace taper::lab
