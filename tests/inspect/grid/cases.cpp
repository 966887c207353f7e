// Random schedules by kind, and their logs.
#include "grid/cases.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <functional>

#include "log_maker.hpp"
#include "taper/notation.hpp"
#include "taper/registry.hpp"

namespace taper::test {
namespace {

// A small generator of its own (SplitMix64), so that the grid is the same everywhere.
class choices {
 public:
  explicit choices(std::uint64_t seed) : state_(seed) {}
  std::int64_t upto(std::int64_t n) {  // 0 … n - 1
    state_ += 0x9E3779B97F4A7C15ULL;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
    z ^= z >> 31U;
    return static_cast<std::int64_t>((z >> 1U) % static_cast<std::uint64_t>(std::max<std::int64_t>(n, 1)));
  }
  std::int64_t between(std::int64_t low, std::int64_t high) { return low + upto(high - low + 1); }
  bool one_in(std::int64_t n) { return upto(n) == 0; }
  template <class T>
  T of(const std::vector<T>& all) {
    return all[static_cast<std::size_t>(upto(static_cast<std::int64_t>(all.size())))];
  }

 private:
  std::uint64_t state_;
};

std::string number(double x) { return print_number(x); }
std::string count(std::int64_t n) { return std::to_string(n); }

// What a maker of schedules is given: a generator, and the length and the peak of the run.
struct maker_input {
  choices& any;
  std::int64_t steps;
  double peak;

  [[nodiscard]] std::string top() const { return " | peak(" + number(peak) + ")"; }
  // A number of steps between two parts of the run.
  [[nodiscard]] std::int64_t part(int low, int high) const {
    return std::max<std::int64_t>(1, steps * any.between(low, high) / 100);
  }
};

double peak_of(choices& any) {
  const int digits = static_cast<int>(any.between(1, 3));
  const auto scale = static_cast<std::int64_t>(std::pow(10.0, digits));
  const double mantissa = static_cast<double>(any.between(scale / 10, scale - 1));
  const double x = mantissa * std::pow(10.0, static_cast<double>(any.between(-5, -1) - digits + 1));
  return std::strtod(printed("%.3g", x).c_str(), nullptr);
}

std::int64_t length_of(choices& any) {
  static const std::vector<std::int64_t> round = {40, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000};
  if (any.one_in(3)) return any.of(round);
  const double bits = static_cast<double>(any.between(0, 1000)) / 1000.0;
  return std::llround(40.0 * std::pow(500.0, bits));
}

std::string warmup_of(choices& any, std::int64_t steps) {
  const std::string from = any.one_in(4) ? ", from=" + any.of<std::string>({"0.1", "0.01", "0.001", "0.5"}) : "";
  switch (any.upto(5)) {
    case 0: return "";
    case 1: return " | warmup(" + any.of<std::string>({"1%", "3%", "5%", "10%"}) + from + ")";
    case 2:
      return " | warmup(" + count(std::min(steps / 4, any.of<std::int64_t>({10, 20, 50, 100, 500, 1000}))) + from + ")";
    default: return " | warmup(" + count(any.between(2, std::max<std::int64_t>(3, steps / 5))) + from + ")";
  }
}

std::string hold_of(choices& any, std::int64_t steps) {
  switch (any.upto(6)) {
    case 0: return " | hold(" + any.of<std::string>({"10%", "30%", "50%", "7.5%"}) + ")";
    case 1: return " | hold(" + count(any.between(2, std::max<std::int64_t>(3, steps / 2))) + ")";
    default: return "";
  }
}

std::string floor_of(choices& any, double peak) {
  switch (any.upto(6)) {
    case 0: return " | floor(" + any.of<std::string>({"10%", "1%", "5%", "30%", "20%"}) + ")";
    case 1: return " | floor(" + number(static_cast<double>(any.between(1, 600)) / 10.0) + "%)";
    case 2: {
      const double low = peak / std::pow(10.0, static_cast<double>(any.between(1, 3)));
      return " | floor(" + printed("%.0e", low) + ")";
    }
    default: return "";
  }
}

std::string with_modifiers(const maker_input& in, const std::string& shape) {
  const std::string warm = warmup_of(in.any, in.steps);
  const std::string stay = hold_of(in.any, in.steps);
  return shape + warm + stay + floor_of(in.any, in.peak) + in.top();
}

// A value of a family's parameter: round or odd, on either side of the usual one.
double value_of(choices& any, const range& valid, double usual) {
  const bool odd = any.one_in(3);
  if (valid.low >= 0.0 && valid.high <= 1.0) {
    static const std::vector<double> round = {0.1, 0.2, 0.3, 0.5, 0.7, 0.9, 0.99};
    return odd ? static_cast<double>(any.between(20, 980)) / 1000.0 : any.of(round);
  }
  const double low = std::isfinite(valid.low) ? valid.low : 0.0;
  const double factor = any.of<double>({0.5, 1.0, 1.0, 1.5, 2.0, 3.0});
  const double x = low + (usual - low) * factor;
  return std::strtod(printed(odd ? "%.3g" : "%.2g", odd ? x * 1.037 : x).c_str(), nullptr);
}

template <class F>
std::string member_of(choices& any) {
  std::string arguments;
  bool optional =
      any.one_in(2);  // one of them at most: more of them bend the window in ways that rows hardly distinguish
  for (const parameter<F>& p : F::parameters) {
    if (p.fallback && !(optional && any.one_in(2))) continue;
    optional = optional && !p.fallback;
    const double usual = p.fallback ? *p.fallback : p.example.value_or(1.0);
    double x = value_of(any, p.valid, usual);
    if (!p.valid.contains(x)) x = usual;
    const bool percent = p.style == notation_style::percent;
    arguments += (arguments.empty() ? "" : ", ") + std::string(p.name) + "=" + number(percent ? 100.0 * x : x) +
                 (percent ? "%" : "");
  }
  return std::string(F::info.name) + (arguments.empty() ? "" : "(" + arguments + ")");
}

struct kind_of_schedule {
  std::string name;
  std::function<std::string(const maker_input&)> make;
};

void add_families(std::vector<kind_of_schedule>& out) {
  for_each_family([&]<class F>() {
    if constexpr (!std::is_same_v<F, table> && !std::is_same_v<F, constant>)
      out.push_back(
          {std::string(F::info.name), [](const maker_input& in) { return with_modifiers(in, member_of<F>(in.any)); }});
  });
}

std::string list_of(const std::vector<std::int64_t>& values) {
  std::string out = "[";
  for (const std::int64_t v : values) out += (out.size() > 1 ? ", " : "") + count(v);
  return out + "]";
}

std::vector<std::int64_t> milestones_of(const maker_input& in) {
  std::vector<std::int64_t> out;
  std::int64_t at = in.part(15, 35);
  for (std::int64_t k = in.any.between(2, 4); k > 0 && at < in.steps - 2; --k) {
    out.push_back(at);
    at += in.part(10, 25);
  }
  return out;
}

void add_composed(std::vector<kind_of_schedule>& out) {
  out.push_back({"warmup over the decay", [](const maker_input& in) {
                   const std::int64_t w = in.part(2, 20);
                   const std::string shape =
                       in.any.of<std::string>({"cosine", "linear", "power(p=2)", "cosine | floor(1%)"});
                   return "sequence(parts=[constant | warmup(" + count(w) + ")" + in.top() + ", " + shape + in.top() +
                          "], at=[" + count(w) + "], scaling=fixed)";
                 }});
  out.push_back({"warmup, stable, decay", [](const maker_input& in) {
                   return in.any.of<std::string>({"linear", "one_minus_sqrt", "cosine"}) + " | warmup(" +
                          count(in.part(1, 10)) + ") | hold(" + count(in.part(30, 75)) + ")" +
                          floor_of(in.any, in.peak) + in.top();
                 }});
  out.push_back({"restarts", [](const maker_input& in) {
                   const std::string warm = in.any.one_in(2) ? "" : " | warmup(" + count(in.part(1, 8)) + ")";
                   return "cosine" + warm + " | restarts(" + count(in.any.between(2, 5)) + ")" +
                          floor_of(in.any, in.peak) + in.top();
                 }});
  out.push_back({"drops", [](const maker_input& in) {
                   const std::string gamma = ", gamma=" + in.any.of<std::string>({"0.1", "0.5", "0.2", "0.3"}) + ")";
                   if (in.any.one_in(2)) return "torch.StepLR(step_size=" + count(in.part(10, 40)) + gamma + in.top();
                   return "torch.MultiStepLR(milestones=" + list_of(milestones_of(in)) + gamma + in.top();
                 }});
  out.push_back({"drops after a warmup", [](const maker_input& in) {
                   return "composer.MultiStepWithWarmupScheduler(t_warmup=" + count(in.part(1, 10)) +
                          ", milestones=" + list_of(milestones_of(in)) + ", gamma=0.1)" + in.top();
                 }});
}

void add_libraries(std::vector<kind_of_schedule>& out) {
  out.push_back({"hf.*", [](const maker_input& in) {
                   const std::string lengths =
                       "num_warmup_steps=" + count(in.part(0, 12)) + ", num_training_steps=" + count(in.steps);
                   switch (in.any.upto(7)) {
                     case 0: return "hf.linear(" + lengths + ")" + in.top();
                     case 1:
                       return "hf.cosine_with_restarts(" + lengths + ", num_cycles=" + count(in.any.between(2, 4)) +
                              ")" + in.top();
                     case 2:
                       return "hf.polynomial(" + lengths + ", power=" + in.any.of<std::string>({"1", "2", "0.5"}) +
                              ", lr_end=" + number(in.peak / 1000.0) + ")" + in.top();
                     case 3: return "hf.inverse_sqrt(num_warmup_steps=" + count(in.part(1, 12)) + ")" + in.top();
                     case 4:
                       return "hf.cosine_with_min_lr(" + lengths +
                              ", min_lr_rate=" + in.any.of<std::string>({"0.1", "0.01", "0.25"}) + ")" + in.top();
                     case 5:
                       return "hf.warmup_stable_decay(num_decay_steps=" + count(in.part(10, 50)) + ", " + lengths +
                              ")" + in.top();
                     default: return "hf.cosine(" + lengths + ")" + in.top();
                   }
                 }});
  out.push_back({"torch.*", [](const maker_input& in) {
                   switch (in.any.upto(6)) {
                     case 0:
                       return "torch.ExponentialLR(gamma=" +
                              number(1.0 - static_cast<double>(in.any.between(1, 9)) *
                                               std::pow(10.0, -std::ceil(std::log10(static_cast<double>(in.steps))))) +
                              ")" + in.top();
                     case 1:
                       return "torch.CosineAnnealingLR(T_max=" + count(in.steps) +
                              ", eta_min=" + number(in.peak / 100.0) + ")" + in.top();
                     case 2:
                       return "torch.CosineAnnealingWarmRestarts(T_0=" + count(in.part(12, 45)) +
                              ", T_mult=" + count(in.any.between(1, 2)) + ")" + in.top();
                     case 3:
                       return "torch.PolynomialLR(total_iters=" + count(in.steps) +
                              ", power=" + in.any.of<std::string>({"1", "0.9", "2"}) + ")" + in.top();
                     case 4:
                       return "torch.CyclicLR(base_lr=" + number(in.peak / 10.0) + ", max_lr=" + number(in.peak) +
                              ", step_size_up=" + count(in.part(8, 30)) + ")";
                     default: {
                       const std::string w = count(in.part(5, 12));
                       const double gamma =
                           1.0 - std::strtod(printed("%.2g", 3.0 / static_cast<double>(in.steps)).c_str(), nullptr);
                       return "torch.SequentialLR(schedulers=[\"torch.LinearLR(start_factor=0.1, total_iters=" + w +
                              ")\", \"torch.ExponentialLR(gamma=" + number(gamma) + ")\"], milestones=[" + w + "])" +
                              in.top();
                     }
                   }
                 }});
  out.push_back(
      {"torch.OneCycleLR", [](const maker_input& in) {
         const std::string part =
             in.any.one_in(2) ? "" : ", pct_start=" + in.any.of<std::string>({"0.1", "0.2", "0.25", "0.4"});
         const std::string how = in.any.of<std::string>({"", "", ", anneal_strategy=linear", ", three_phase=true"});
         return "torch.OneCycleLR(max_lr=" + number(in.peak) + ", total_steps=" + count(in.steps) + part + how + ")";
       }});
  out.push_back({"timm.*", [](const maker_input& in) {
                   const std::string warm =
                       ", warmup_t=" + count(in.part(2, 10)) + ", warmup_lr_init=" + number(in.peak / 1000.0);
                   const std::string least = in.any.one_in(2) ? "" : ", lr_min=" + number(in.peak / 100.0);
                   const std::string prefix = in.any.one_in(2) ? "" : ", warmup_prefix=true";
                   return "timm." +
                          in.any.of<std::string>({"CosineLRScheduler", "CosineLRScheduler", "PolyLRScheduler"}) +
                          "(t_initial=" + count(in.steps) + least + (in.any.one_in(3) ? "" : warm + prefix) + ")" +
                          in.top();
                 }});
  out.push_back({"megatron", [](const maker_input& in) {
                   const std::string style =
                       in.any.of<std::string>({"cosine", "linear", "\"inverse-square-root\"", "WSD"});
                   const std::string wsd = style == "WSD" ? ", wsd_decay_steps=" + count(in.part(10, 40)) : "";
                   return "megatron.OptimizerParamScheduler(max_lr=" + number(in.peak) +
                          ", min_lr=" + number(in.peak / in.any.of<double>({10.0, 20.0, 100.0})) +
                          ", lr_warmup_steps=" + count(in.part(1, 10)) + ", lr_decay_steps=" + count(in.steps) +
                          ", lr_decay_style=" + style + wsd + ")";
                 }});
  out.push_back(
      {"keras.*", [](const maker_input& in) {
         const std::string first = "(initial_learning_rate=" + number(in.peak) + ", ";
         switch (in.any.upto(4)) {
           case 0:
             return "keras.ExponentialDecay" + first + "decay_steps=" + count(in.part(10, 60)) + ", decay_rate=0.5)";
           case 1:
             return "keras.PolynomialDecay" + first + "decay_steps=" + count(in.steps) +
                    ", end_learning_rate=" + number(in.peak / 100.0) + ")";
           case 2:
             return "keras.InverseTimeDecay" + first + "decay_steps=" + count(in.part(10, 60)) + ", decay_rate=0.5)";
           default:
             return "keras.CosineDecay" + first + "decay_steps=" + count(in.steps) +
                    ", alpha=" + in.any.of<std::string>({"0", "0.1"}) + ")";
         }
       }});
}

const std::vector<kind_of_schedule>& kinds() {
  static const std::vector<kind_of_schedule> all = [] {
    std::vector<kind_of_schedule> out;
    add_families(out);
    add_composed(out);
    add_libraries(out);
    return out;
  }();
  return all;
}

// Rows that a person would keep: between 30 and a few thousand.
std::int64_t stride_of(choices& any, std::int64_t rows_at_most) {
  std::vector<std::int64_t> usable;
  for (const std::int64_t stride : {1, 5, 10, 50, 100}) {
    if (stride == 1 || rows_at_most / stride >= 30) usable.push_back(stride);
  }
  const std::int64_t stride = any.of(usable);
  return rows_at_most / stride > 4000 ? usable.back() : stride;
}

grid_case case_of(const kind_of_schedule& kind, written how, std::uint64_t seed) {
  choices any(seed);
  grid_case c;
  c.kind = kind.name;
  c.how = how;
  c.steps = length_of(any);
  double peak = peak_of(any);
  if (how == written::f7) peak = std::max(peak, 1e-3);  // else its digits show nothing
  c.spec = kind.make({any, c.steps, peak});
  c.lag = any.upto(2);
  const double part = any.of<double>({1.0, 1.0, 0.6, 0.3});
  c.end = part == 1.0 ? c.steps + c.lag : std::max<std::int64_t>(30, std::llround(part * static_cast<double>(c.steps)));
  c.end = std::min(c.end, c.steps + c.lag);
  c.stride = stride_of(any, c.end);
  c.first = any.one_in(2) ? c.lag : std::max(c.lag, c.stride);
  // timm counts a warmup with a prefix beside its length.
  c.planned = (how == written::full || how == written::float32) && any.one_in(3) && kind.name != "timm.*";
  return c;
}

}  // namespace

std::string name_of(written how) {
  switch (how) {
    case written::full: return "every digit";
    case written::float32: return "float32";
    case written::e6: return "%.6E";
    case written::f7: return "%.7f";
    case written::e3: return "%.3e";
    case written::g: return "%g";
    case written::e2: return "%.2e";
  }
  return "";
}

std::string text_of(written how, double rate) {
  switch (how) {
    case written::full: return repr(rate);
    case written::float32: return repr(static_cast<double>(static_cast<float>(rate)));
    case written::e6: return printed("%.6E", rate);
    case written::f7: return printed("%.7f", rate);
    case written::e3: return printed("%.3e", rate);
    case written::g: return printed("%g", rate);
    case written::e2: return printed("%.2e", rate);
  }
  return "";
}

double half_width_of(written how, double rate) {
  const double power = rate > 0.0 ? std::pow(10.0, std::floor(std::log10(rate) + 1e-12)) : 0.0;
  switch (how) {
    case written::full: return 0.0;
    case written::float32: return 0x1p-24 * rate;
    case written::e6: return 0.5e-6 * power;
    case written::f7: return 0.5e-7;
    case written::e3: return 0.5e-3 * power;
    case written::g: return 0.5e-5 * power;
    case written::e2: return 0.5e-2 * power;
  }
  return 0.0;
}

std::string grid_case::text() const {
  return spec + " over " + count(steps) + " steps, rows " + count(first) + " to " + count(end - 1) + " every " +
         count(stride) + ", lag " + count(lag) + (planned ? ", planned" : "") + ", " + name_of(how);
}

std::string grid_case::log(const std::vector<double>& rates) const {
  const auto rate = [&](std::int64_t s) {
    return text_of(how, rates[static_cast<std::size_t>(std::clamp<std::int64_t>(s - lag, 0, steps - 1))]);
  };
  if (!planned) {
    std::string out = "step,lr\n";
    for (std::int64_t s = first; s < end; s += stride) out += count(s) + "," + rate(s) + "\n";
    return out;
  }
  std::string out = "{\n  \"global_step\": " + count(end) + ",\n  \"log_history\": [";
  for (std::int64_t s = first; s < end; s += stride)
    out +=
        std::string(s == first ? "" : ",") + "\n    {\"learning_rate\": " + rate(s) + ", \"step\": " + count(s) + "}";
  return out + "\n  ],\n  \"max_steps\": " + count(steps) + "\n}\n";
}

std::vector<std::string> grid_kinds() {
  std::vector<std::string> out;
  for (const kind_of_schedule& kind : kinds()) out.push_back(kind.name);
  return out;
}

std::vector<grid_case> grid_of(std::size_t each, std::uint64_t seed) {
  std::vector<grid_case> out;
  std::uint64_t at = seed << 32U;
  for (const kind_of_schedule& kind : kinds()) {
    for (const written how : all_roundings) {
      for (std::size_t k = 0; k < each; ++k) out.push_back(case_of(kind, how, ++at));
    }
  }
  return out;
}

}  // namespace taper::test
