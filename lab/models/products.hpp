// Products of small matrices in place, with the BLAS that LibTorch is linked with.
#pragma once

#include <cstdint>

#include "torch.hpp"

namespace taper::lab {

/// Fortran's SGEMM, found in the process.
using sgemm_function = void (*)(const char* ta, const char* tb, const int* m, const int* n, const int* k,
                                const float* alpha, const float* a, const int* lda, const float* b, const int* ldb,
                                const float* beta, float* c, const int* ldc);
/// Null if LibTorch contains a BLAS that others cannot call (the PyPI builds).
sgemm_function find_sgemm();

/// A row-major matrix in memory: element (i, j) at data[i * stride + j], or [j * stride + i] where transposed.
struct matrix {
  const float* data;
  int stride;
  bool transposed = false;
};
/// c[m, n] = alpha a[m, k] b[k, n] + beta c, row-major, c with rows `stride` apart.
void multiply(sgemm_function sgemm, int m, int n, int k, float alpha, matrix a, matrix b, float beta, float* c,
              int stride);

/// Limits OpenBLAS to one thread: otherwise its pool competes with LibTorch's for the cores. True if it is OpenBLAS.
bool quiet_blas();

/// Keeps freed memory for the next tensors: glibc returns large blocks to the system, which then zeroes them
/// again at every step (16 MB of logits cost a tenth of a step). No effect without glibc.
void keep_memory();

}  // namespace taper::lab
