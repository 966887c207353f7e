// The list of libraries, in the order in which help and documentation show them: LIBRARY(file, name), where
// src/libraries/FILE.cpp defines `const library NAME_library`. A macro, because the single header takes a file only once.
#pragma once

// clang-format off
#define TAPER_LIBRARIES(LIBRARY) \
  LIBRARY(torch, torch) \
  LIBRARY(hf, hf) \
  LIBRARY(optax, optax) \
  LIBRARY(keras, keras) \
  LIBRARY(timm, timm) \
  LIBRARY(megatron, megatron) \
  LIBRARY(deepspeed, deepspeed) \
  LIBRARY(torchtitan, torchtitan) \
  LIBRARY(llmc, llmc) \
  LIBRARY(composer, composer) \
  LIBRARY(fairseq, fairseq) \
  LIBRARY(fvcore, fvcore) \
  LIBRARY(mmengine, mmengine) \
  LIBRARY(ignite, ignite) \
  LIBRARY(pytorch_optimizer, pytorch_optimizer) \
  LIBRARY(pytorch_warmup, pytorch_warmup) \
  LIBRARY(olmo, olmo) \
  LIBRARY(mlx, mlx) \
  LIBRARY(libtorch, libtorch) \
  LIBRARY(published, caffe) \
  LIBRARY(published, epfml) \
  LIBRARY(published, burn) \
  LIBRARY(published, flux)
// clang-format on
