// What the lab uses of LibTorch, 1.13 and 2.x: tensors and autograd. Precompiled once; no torch::nn, no torch::optim.
#pragma once

#include <torch/csrc/autograd/custom_function.h>
#include <torch/types.h>
#include <torch/version.h>
