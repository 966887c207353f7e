// Products of small matrices where they lie, over the BLAS that LibTorch itself is linked with.
#pragma once

#include <cstdint>

#include "torch.hpp"

namespace taper::lab {

/// Fortran's SGEMM as the process has it.
using sgemm_function = void (*)(const char* ta, const char* tb, const int* m, const int* n, const int* k,
                                const float* alpha, const float* a, const int* lda, const float* b, const int* ldb,
                                const float* beta, float* c, const int* ldc);
/// Null where LibTorch brings a BLAS of its own that others cannot call (the PyPI builds).
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

/// Products of OpenBLAS with one thread: its pool and LibTorch's fight for the cores otherwise. True if it is OpenBLAS.
bool quiet_blas();

/// Keeps freed memory for the next tensors: glibc gives large blocks back to the system, which then fills them with
/// zeros again at every step (16 MB of logits cost a tenth of a step). Nothing elsewhere than with glibc.
void keep_memory();

}  // namespace taper::lab
