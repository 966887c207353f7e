// Softmax over a lower triangle, forward and backward, in float32 on the CPU.
#pragma once

namespace taper::lab {

/// In place, row t of `scores` [tokens, tokens]: softmax over columns 0 … t, zero behind.
/// exp to 2e-7 relative; NaN is propagated.
void causal_softmax(float* scores, int tokens);

/// The gradient of the scores from that of the probabilities, in place: p (dp - sum p dp) a row, zero behind.
void causal_softmax_backward(const float* probabilities, float* gradient, int tokens);

}  // namespace taper::lab
