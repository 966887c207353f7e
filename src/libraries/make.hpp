// Wraps a formula (a struct with operator()(step)) as a step rule; and the errors that makers share.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "taper/libraries/catalogue.hpp"

namespace taper::libraries {

/// Any function object of the step, erased. It may say where it rises by design: by `cyclic()`, or by `rises()`.
template <class F>
class formula_rule final : public step_rule {
 public:
  explicit formula_rule(F f) : f_(std::move(f)) {}
  double operator()(std::uint64_t t) const noexcept override { return f_(t); }
  [[nodiscard]] designed_rises rises() const override {
    if constexpr (requires { f_.rises(); }) {
      return f_.rises();
    } else if constexpr (requires { f_.cyclic(); }) {
      return {.anywhere = f_.cyclic()};
    } else {
      return {};
    }
  }
  [[nodiscard]] const F& formula() const noexcept { return f_; }

 private:
  F f_;
};

template <class F>
made_rule made(F f) {
  return std::shared_ptr<const step_rule>(std::make_shared<const formula_rule<F>>(std::move(f)));
}

/// Two arguments that do not go together, or a value that the library itself refuses.
inline error conflict(std::string message) { return {errc::conflict, std::move(message), error::nowhere, {}}; }

inline void fault(std::vector<finding>& out, std::string id, std::optional<std::uint64_t> step, std::string message) {
  out.push_back({severity::fault, std::move(id), step, std::move(message)});
}
inline void note(std::vector<finding>& out, std::string id, std::optional<std::uint64_t> step, std::string message) {
  out.push_back({severity::note, std::move(id), step, std::move(message)});
}

extern const library torch_library;
extern const library hf_library;
extern const library optax_library;
extern const library keras_library;
extern const library timm_library;
extern const library megatron_library;
extern const library deepspeed_library;
extern const library torchtitan_library;
extern const library llmc_library;
extern const library composer_library;
extern const library fairseq_library;
extern const library fvcore_library;
extern const library mmengine_library;
extern const library ignite_library;
extern const library pytorch_optimizer_library;
extern const library pytorch_warmup_library;
extern const library olmo_library;
extern const library mlx_library;
extern const library libtorch_library;
extern const library caffe_library;
extern const library epfml_library;
extern const library burn_library;
extern const library flux_library;
extern const library algebra_library;  ///< schedules of schedules: rows without a dot in their name

/// A schedule inside another of its library, bound with the setting of that one. `from` is the library it must belong
/// to; `allowed` the names it may have, a space between, or empty for all.
made_rule nested(const written_value& one, const library& from, std::string_view allowed, const setting& in);

/// One whole-number argument of such a schedule.
std::uint64_t nested_count(const written_value& one, std::string_view name, const setting& in);

}  // namespace taper::libraries

namespace taper::algebra {

/// What is wrong with so many parts of a combined schedule.
std::optional<error> too_many(std::size_t parts);

}  // namespace taper::algebra
