// Products of many small matrices on the CPU.
#include "models/products.hpp"

#include "models/autocast.hpp"

#include <ATen/Parallel.h>
#include <dlfcn.h>

namespace taper::lab {
namespace {

template <class Function>
Function symbol(const char* name) {
  return reinterpret_cast<Function>(::dlsym(RTLD_DEFAULT, name));
}

// How one matrix of a batch lies in memory, if a BLAS can read it there.
struct batched {
  const float* data;
  std::int64_t step;
  int stride;
};
bool rows_are_whole(const at::Tensor& t) { return t.stride(2) == 1 && t.stride(1) >= t.size(2); }
at::Tensor readable(const at::Tensor& t) { return rows_are_whole(t) ? t : t.contiguous(); }
batched of(const at::Tensor& t) { return {t.data_ptr<float>(), t.stride(0), static_cast<int>(t.stride(1))}; }

// out[r] (+)= op(a[r]) op(b[r]) for every replica, spread over the threads by replica and by parts of the rows.
void multiply_all(const at::Tensor& a, bool ta, const at::Tensor& b, bool tb, float beta, at::Tensor& out) {
  const sgemm_function sgemm = find_sgemm();
  const std::int64_t replicas = out.size(0);
  const int m = static_cast<int>(out.size(1)), n = static_cast<int>(out.size(2));
  const int k = static_cast<int>(ta ? a.size(1) : a.size(2));
  const batched from_a = of(a), from_b = of(b);
  float* const to = out.data_ptr<float>();
  const std::int64_t step = out.stride(0);
  const int stride = static_cast<int>(out.stride(1));
  at::parallel_for(0, replicas, 1, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t r = begin; r < end; ++r) {
      multiply(sgemm, m, n, k, 1.0F, {from_a.data + r * from_a.step, from_a.stride, ta},
               {from_b.data + r * from_b.step, from_b.stride, tb}, beta, to + r * step, stride);
    }
  });
}

class replica_linear_function : public torch::autograd::Function<replica_linear_function> {
 public:
  static at::Tensor forward(torch::autograd::AutogradContext* context, const at::Tensor& x_in, const at::Tensor& weight,
                            const at::Tensor& bias) {
    const at::Tensor x = readable(x_in);
    context->save_for_backward({x, weight});
    at::Tensor out = bias.unsqueeze(1).expand({x.size(0), x.size(1), weight.size(1)}).contiguous();
    multiply_all(x, false, weight, true, 1.0F, out);
    return out;
  }
  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                 torch::autograd::variable_list gradients) {
    const torch::autograd::variable_list saved = context->get_saved_variables();
    const at::Tensor &x = saved[0], &weight = saved[1];
    const at::Tensor g = readable(gradients[0]);
    at::Tensor dx = at::empty(x.sizes(), x.options());
    multiply_all(g, false, weight, false, 0.0F, dx);
    at::Tensor dw = at::empty(weight.sizes(), weight.options());
    multiply_all(g, true, x, false, 0.0F, dw);
    return {dx, dw, g.sum(1)};
  }
};

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

void multiply(sgemm_function sgemm, int m, int n, int k, float alpha, matrix a, matrix b, float beta, float* c,
              int stride) {
  // Fortran reads a row-major matrix as its transpose, and c^T = b^T a^T.
  sgemm(b.transposed ? "T" : "N", a.transposed ? "T" : "N", &n, &m, &k, &alpha, b.data, &b.stride, a.data, &a.stride,
        &beta, c, &stride);
}

at::Tensor replica_linear(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias) {
  const bool here = x.device().is_cpu() && x.scalar_type() == at::kFloat && find_sgemm() != nullptr;
  if (!here || bf16_products()) return at::baddbmm(bias.unsqueeze(1), x, weight.transpose(1, 2));
  return replica_linear_function::apply(x, weight, bias);
}

}  // namespace taper::lab
