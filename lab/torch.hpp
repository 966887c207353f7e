// The part of LibTorch (1.13 and 2.x) that the lab uses: tensors and autograd. Precompiled; no torch::nn, no torch::optim.
#pragma once

#include <torch/csrc/autograd/custom_function.h>
#include <torch/types.h>
#include <torch/version.h>
