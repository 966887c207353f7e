// Caffe's solver. Source: BVLC/caffe 1.0 (src/caffe/solvers/sgd_solver.cpp, src/caffe/proto/caffe.proto).
#include <cmath>

#include "configs/reader.hpp"
#include "configs/spec.hpp"
#include "taper/text.hpp"

namespace taper::configs {
namespace {

bool recognizes(const document& d) { return d.written == syntax::prototxt && d.root.find("base_lr") != nullptr; }

std::vector<std::int64_t> marks_of(const keys& k, report& out) {
  std::vector<std::int64_t> marks;
  const node* const given = k.find("stepvalue");
  if (given == nullptr) return marks;
  for (const node& item : given->is == node::kind::list ? given->items : std::vector<node>{*given}) {
    const std::optional<double> v = number_in(item.text);
    if (!v || *v != std::floor(*v) || *v < 0.0 || *v > 9e15)
      out.fail(k.problem("stepvalue", errc::syntax, "stepvalue must be whole iterations"));
    else
      marks.push_back(static_cast<std::int64_t>(*v));
  }
  return marks;
}

// Both are numbers of iterations, and a policy reads only one of them.
void other_count(const keys& k, report& out, const char* key, const std::string& policy, bool drops) {
  if (!k.has(key)) return;
  const std::string message = "lr_policy " + policy + " never reads " + key;
  drops ? out.note("key-ignored", key, k.line(key), message) : out.fault("key-ignored", key, k.line(key), message);
}

void read(const document&, const keys& k, report& out) {
  k.without_effect({"iter_size", "rms_decay", "weight_decay", "test_iter", "snapshot", "display", "momentum2"});
  const std::optional<double> rate = k.number("base_lr");
  const std::string policy = k.word("lr_policy");
  const std::optional<std::int64_t> length = k.whole("max_iter", 1);
  // Numbers without a default in caffe.proto are 0.
  const double gamma = k.number("gamma", 0.0);
  const double power = k.number("power", 0.0);
  const std::int64_t size = k.whole_or("stepsize", 0);
  const std::vector<std::int64_t> marks = marks_of(k, out);
  if (out.failed()) return;
  if (policy.empty())
    return out.rejected("rejected", "lr_policy", 0, "no lr_policy: Caffe stops with \"Unknown learning rate policy\"");
  const std::optional<std::int64_t> given =
      out.facts.steps ? std::optional(static_cast<std::int64_t>(*out.facts.steps)) : std::nullopt;
  if (!length && (!given || policy == "poly")) return out.fail(no_length("it has no max_iter", "max_iter in the file"));
  const std::int64_t steps = length.value_or(given.value_or(0));
  k.gives_length("max_iter");
  const bool drops = policy == "step" || policy == "multistep";
  if ((drops || policy == "exp") && !k.has("gamma"))
    out.fault(
        "rate-zero-tail", "gamma", 0,
        "no gamma: it is 0, and with it the rate from the first " + std::string(drops ? "drop" : "iteration") + " on");
  result<schedule> made = schedule{};
  if (policy == "fixed") {
    made = windowed(constant{});
    other_count(k, out, "stepsize", policy, true);
    other_count(k, out, "stepvalue", policy, true);
  } else if (policy == "step") {
    if (size == 0)
      return out.rejected("rejected", "stepsize", k.line("stepsize"),
                          "lr_policy step needs a stepsize above 0: Caffe stops");
    other_count(k, out, "stepvalue", policy, size < steps);
    made = call("caffe.step", {{"gamma", gamma}, {"stepsize", size}});
  } else if (policy == "multistep") {
    other_count(k, out, "stepsize", policy, !marks.empty());
    for (const std::int64_t m : marks) {
      if (m > steps)
        out.fault("milestone-beyond-end", "stepvalue", k.line("stepvalue"),
                  "stepvalue " + written(m) + " is beyond the run of " + written(steps) + " iterations");
    }
    made = marks.empty() ? windowed(constant{}) : call("caffe.multistep", {{"gamma", gamma}, {"stepvalue", marks}});
  } else if (policy == "exp") {
    made = call("caffe.exp", {{"gamma", gamma}});
  } else if (policy == "inv") {
    made = call("caffe.inv", {{"gamma", gamma}, {"power", power}});
  } else if (policy == "poly") {
    if (power == 0.0) out.fault("never-decays", "power", k.line("power"), "poly without a power: the rate is constant");
    made = power == 0.0 ? windowed(constant{}) : call("caffe.poly", {{"power", power}, {"max_iter", steps}});
  } else if (policy == "sigmoid") {
    made = call("caffe.sigmoid", {{"gamma", gamma}, {"stepsize", static_cast<double>(size)}});
  } else {
    return out.fail(k.problem("lr_policy", errc::unsupported,
                              echoed(policy) + " is not one of Caffe's policies; a fork may have it"));
  }
  if (!rate) return out.fail(failed(errc::missing, "no base_lr"));
  out.run(at_peak(made, *rate), static_cast<std::uint64_t>(steps));
}

}  // namespace

const config_reader caffe = {
    .format = {"caffe", "Caffe solver", "BVLC/caffe 1.0"}, .recognizes = recognizes, .read = read};

}  // namespace taper::configs
