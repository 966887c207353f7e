// Findings of the parts of a combined schedule, and jumps in a sequence.
#include <cmath>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "../libraries/row.hpp"
#include "part.hpp"
#include "taper/print.hpp"
#include "taper/text.hpp"

namespace taper::combined {

namespace {

/// Collects the findings of a tree of bound parts; each finding names its part.
class collector {
 public:
  explicit collector(std::vector<finding>& out) : out_(out) {}

  /// Visits the parts of `rates`. The whole multiplies their values by `scale`; `at` is null for the whole itself.
  void visit(const combined_rates& rates, const libraries::setting& in, double scale, const schedule* at) {
    std::visit([&](const auto& f) { parts_of(f, in); }, rates.is);
    if (const auto* s = std::get_if<sequenced>(&rates.is)) seams(*s, in, scale, at);
  }

 private:
  template <class F>
  void parts_of(const F& f, const libraries::setting& in) {
    part_of(f.of, in);
  }
  void parts_of(const sequenced& f, const libraries::setting& in) {
    for (const bound_part& each : f.parts) part_of(each, in);
  }
  void parts_of(const multiplied& f, const libraries::setting& in) {
    for (const bound_part& each : f.parts) part_of(each, in);
  }
  void parts_of(const mapped& f, const libraries::setting& in) {
    libraries::setting on_one = in;  // its part runs from 1 to 0
    on_one.base = 1.0;
    on_one.base_given = true;
    part_of(f.of, on_one);
  }

  void part_of(const bound_part& part, const libraries::setting& in) {
    schedule s = part->source();
    std::optional<double> peak;
    if (part.follows_peak()) {
      s.with.peak.reset();
      if (in.base_given) peak = in.base;
    } else {
      if (s.with.peak) peak = s.with.peak->lr;
      if (in.base_given && in.base != 1.0 && is_absolute(s) && peak != 1.0) multiplied_note(s, in.base);
    }
    if (!s.root) return;
    const std::shared_ptr<const step_rule> rates = part->only_rates();
    if (rates && rates->combined() != nullptr) {
      const libraries::setting inner{peak.value_or(1.0), part->steps(), in.timing, peak.has_value()};
      visit(*rates->combined(), inner, part.follows_peak() ? inner.base : 1.0, &s);
    } else {
      library_findings(s, {part->steps(), in.timing, peak});
    }
  }

  void multiplied_note(const schedule& s, double base) {
    libraries::note(
        out_, "part-multiplied", std::nullopt,
        echoed(print(s)) + " sets absolute rates, which the enclosing peak(" + print_number(base) + ") multiplies");
  }

  void library_findings(const schedule& s, const binding& to) {
    for (finding& one : s.root->findings(to)) add(std::move(one), &s);
  }

  void add(finding one, const schedule* at) {
    if (at != nullptr) {
      one.step.reset();  // the step counts in the part, not in the run
      one.message = "in " + echoed(print(*at)) + ": " + one.message;
    }
    out_.push_back(std::move(one));
  }

  /// A jump where a part begins: more than a tenth of the rate, and more than five times the neighboring steps.
  void seams(const sequenced& s, const libraries::setting& in, double scale, const schedule* at) {
    const auto change = [&](std::uint64_t t) { return std::fabs(s(t) - s(t - 1)); };
    for (const std::uint64_t m : s.begins) {
      const double before = s(m - 1);
      const double after = s(m);
      const double beside = std::fmax(m > 1 ? change(m - 1) : 0.0, m + 1 < in.steps ? change(m + 1) : 0.0);
      if (change(m) <= 0.1 * std::fmax(before, after) || change(m) <= 5.0 * beside) continue;
      add({severity::note, "seam-jump", m,
           "the rate jumps where a part of the sequence begins: from " + print_number(scale * before) + " to " +
               print_number(scale * after)},
          at);
    }
  }

  std::vector<finding>& out_;
};

}  // namespace

void part_findings(const combined_rates& rates, const libraries::setting& in, std::vector<finding>& out) {
  collector(out).visit(rates, in, 1.0, nullptr);
}

}  // namespace taper::combined
