// Causal self-attention.
#include "models/attention.hpp"

#include <ATen/Parallel.h>

#include <cmath>
#include <limits>
#include <vector>

#include "models/causal_rows.hpp"
#include "models/products.hpp"

namespace taper::lab {
namespace {

// Offsets and strides of a head in [N, T, 3 C].
struct layout {
  std::int64_t sequences, heads;
  int tokens, width, head_width;
  [[nodiscard]] std::int64_t head_of(std::int64_t index) const {  // offset of q of (sequence, head)
    return index / heads * tokens * 3 * width + index % heads * head_width;
  }
  [[nodiscard]] std::int64_t out_of(std::int64_t index) const {
    return index / heads * tokens * width + index % heads * head_width;
  }
  [[nodiscard]] float scale() const { return 1.0F / std::sqrt(static_cast<float>(head_width)); }
};

layout layout_of(const at::Tensor& qkv, std::int64_t heads) {
  const int width = static_cast<int>(qkv.size(2) / 3);
  return {qkv.size(0), heads, static_cast<int>(qkv.size(1)), width, width / static_cast<int>(heads)};
}

class attention_function : public torch::autograd::Function<attention_function> {
 public:
  static at::Tensor forward(torch::autograd::AutogradContext* context, const at::Tensor& qkv_in, std::int64_t heads) {
    const at::Tensor qkv = qkv_in.contiguous();
    const layout at = layout_of(qkv, heads);
    at::Tensor probabilities = at::empty({at.sequences * heads, at.tokens, at.tokens}, qkv.options());
    at::Tensor out = at::empty({at.sequences, at.tokens, at.width}, qkv.options());
    const sgemm_function sgemm = find_sgemm();
    const float* const from = qkv.data_ptr<float>();
    float* const p_all = probabilities.data_ptr<float>();
    float* const to = out.data_ptr<float>();
    at::parallel_for(0, at.sequences * heads, 1, [&](std::int64_t begin, std::int64_t end) {
      for (std::int64_t i = begin; i < end; ++i) {
        const float* const q = from + at.head_of(i);
        float* const p = p_all + i * at.tokens * at.tokens;
        multiply(sgemm, at.tokens, at.tokens, at.head_width, at.scale(), {q, 3 * at.width},
                 {q + at.width, 3 * at.width, true}, 0.0F, p, at.tokens);
        causal_softmax(p, at.tokens);
        multiply(sgemm, at.tokens, at.head_width, at.tokens, 1.0F, {p, at.tokens}, {q + 2 * at.width, 3 * at.width},
                 0.0F, to + at.out_of(i), at.width);
      }
    });
    context->save_for_backward({qkv, probabilities});
    context->saved_data["heads"] = heads;
    return out;
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                 torch::autograd::variable_list gradients) {
    const torch::autograd::variable_list saved = context->get_saved_variables();
    const std::int64_t heads = context->saved_data["heads"].toInt();
    const at::Tensor &qkv = saved[0], &probabilities = saved[1];
    const at::Tensor g = gradients[0].contiguous();
    const layout at = layout_of(qkv, heads);
    at::Tensor d_qkv = at::empty(qkv.sizes(), qkv.options());
    const sgemm_function sgemm = find_sgemm();
    const float* const from = qkv.data_ptr<float>();
    const float* const p_all = probabilities.data_ptr<float>();
    const float* const g_all = g.data_ptr<float>();
    float* const to = d_qkv.data_ptr<float>();
    at::parallel_for(0, at.sequences * heads, 1, [&](std::int64_t begin, std::int64_t end) {
      std::vector<float> scores(static_cast<std::size_t>(at.tokens) * static_cast<std::size_t>(at.tokens));
      float* const ds = scores.data();
      const int rows = 3 * at.width;
      for (std::int64_t i = begin; i < end; ++i) {
        const float* const q = from + at.head_of(i);
        const float* const p = p_all + i * at.tokens * at.tokens;
        const float* const go = g_all + at.out_of(i);
        float* const dq = to + at.head_of(i);
        multiply(sgemm, at.tokens, at.head_width, at.tokens, 1.0F, {p, at.tokens, true}, {go, at.width}, 0.0F,
                 dq + 2 * at.width, rows);
        multiply(sgemm, at.tokens, at.tokens, at.head_width, 1.0F, {go, at.width}, {q + 2 * at.width, rows, true}, 0.0F,
                 ds, at.tokens);
        causal_softmax_backward(p, ds, at.tokens);
        multiply(sgemm, at.tokens, at.head_width, at.tokens, at.scale(), {ds, at.tokens}, {q + at.width, rows}, 0.0F,
                 dq, rows);
        multiply(sgemm, at.tokens, at.head_width, at.tokens, at.scale(), {ds, at.tokens, true}, {q, rows}, 0.0F,
                 dq + at.width, rows);
      }
    });
    return {d_qkv, at::Tensor()};
  }
};

// [N, T, 3 C] -> three of [N, heads, T, d]
std::vector<at::Tensor> by_head(const at::Tensor& qkv, std::int64_t heads) {
  const std::int64_t n = qkv.size(0), t = qkv.size(1), d = qkv.size(2) / 3 / heads;
  std::vector<at::Tensor> out;
  for (const at::Tensor& part : qkv.chunk(3, 2)) out.push_back(part.reshape({n, t, heads, d}).transpose(1, 2));
  return out;
}

}  // namespace

at::Tensor plain_attention(const at::Tensor& qkv, std::int64_t heads) {
  const std::vector<at::Tensor> part = by_head(qkv, heads);
  const std::int64_t t = qkv.size(1);
  const double scale = 1.0 / std::sqrt(static_cast<double>(part[0].size(3)));
  at::Tensor scores = at::matmul(part[0], part[1].transpose(2, 3)) * scale;
  const at::Tensor hidden = at::ones({t, t}, qkv.options().dtype(at::kBool)).triu(1);
  scores = scores.masked_fill(hidden, -std::numeric_limits<float>::infinity());
  return at::matmul(at::softmax(scores, -1), part[2]).transpose(1, 2).reshape({qkv.size(0), t, qkv.size(2) / 3});
}

at::Tensor causal_attention(const at::Tensor& qkv, std::int64_t heads) {
#if TORCH_VERSION_MAJOR >= 2
  const std::vector<at::Tensor> part = by_head(qkv, heads);
  return at::scaled_dot_product_attention(part[0], part[1], part[2], {}, 0.0, true)
      .transpose(1, 2)
      .reshape({qkv.size(0), qkv.size(1), qkv.size(2) / 3});
#else
  if (qkv.device().is_cpu() && qkv.scalar_type() == at::kFloat && find_sgemm() != nullptr)
    return attention_function::apply(qkv, heads);
  return plain_attention(qkv, heads);
#endif
}

}  // namespace taper::lab
