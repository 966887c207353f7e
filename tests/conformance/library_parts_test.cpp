// Library schedules inside combined schedules: with the enclosing peak, with a peak of their own, or an error;
// for the whole catalogue and every combination.
#include <algorithm>
#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include "taper/libraries.hpp"
#include "taper/taper.hpp"
#include "vectors.hpp"

namespace {

namespace libraries = taper::libraries;
using taper::errc;

constexpr double outer = 0.3;

/// A combination of one part, written around the quoted part, whose value at a step is the part's at `step(t, n)`.
struct around {
  std::string before;
  std::string after;
  std::function<std::uint64_t(std::uint64_t t, std::uint64_t n)> step = [](std::uint64_t t, std::uint64_t) {
    return t;
  };
};

std::vector<around> combinations(std::uint64_t n) {
  const std::string length = std::to_string(n);
  return {{"sequence([", ", constant], at=[" + std::to_string(n - 1) + "], scaling=fixed)",
           [](std::uint64_t t, std::uint64_t steps) { return std::min(t, steps - 2); }},
          {"product([constant, ", "])"},
          {"clip(of=", ", low=0)"},
          {"hold(of=", ", at=1)", [](std::uint64_t t, std::uint64_t) { return std::min<std::uint64_t>(t, 1); }},
          {"loop(of=", ", every=" + length + ")"},
          {"staircase(of=", ", every=2)", [](std::uint64_t t, std::uint64_t) { return t - t % 2; }},
          {"shift(of=", ", by=0)"},
          {"noise(of=", ", amplitude=0)"}};
}

std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char letter : text) out += (letter == '"' || letter == '\\' ? "\\" : "") + std::string(1, letter);
  return out + '"';
}

taper::result<taper::run> bound(const std::string& spec, std::uint64_t n) {
  const taper::result<taper::schedule> s = taper::parse(spec);
  if (!s) return s.error();
  return s->bind(n);
}

/// A schedule of a library as the conformance files write it, without its peak.
struct part {
  std::string spec;
  std::uint64_t steps;
  libraries::base_rate base;
};

std::vector<part> parts_of(const libraries::library& of) {
  std::vector<part> out;
  const nlohmann::json file = taper::test::vectors("libraries/" + std::string(of.name) + ".json");
  for (const auto& one : file.at("cases")) {
    taper::schedule s = taper::parse(one.at("spec").get<std::string>()).value();
    s.with.peak.reset();
    const auto n = std::min<std::uint64_t>(one.at("steps").get<std::uint64_t>(), 5000);
    const std::string spec = taper::print(s);
    const libraries::base_rate base = s.root->library()->row->base;
    const bool takes_a_peak = base != libraries::base_rate::absent;
    if (n >= 3 && bound(spec + (takes_a_peak ? " | peak(1)" : ""), n)) out.push_back({spec, n, base});
  }
  return out;
}

/// Steps of a run that show the ends and the middle.
std::vector<std::uint64_t> some_steps(std::uint64_t n) {
  std::vector<std::uint64_t> out;
  for (std::uint64_t t = 0; t < n; t += n > 300 ? 7 : 1) out.push_back(t);
  return out;
}

/// Whether the peak is the one rate that a schedule has: at twice the peak it is twice as high, at every step.
bool only_scales(const part& p) {
  const taper::run once = bound(p.spec + " | peak(1)", p.steps).value();
  const taper::run twice = bound(p.spec + " | peak(2)", p.steps).value();
  for (std::uint64_t t = 0; t <= p.steps; ++t) {
    const double difference = std::fabs(twice(t) - 2.0 * once(t));
    if (difference > 1e-12 * std::fabs(twice(t))) return false;
  }
  return true;
}

class library_parts : public testing::TestWithParam<const libraries::library*> {};

/// `got` is `scale` times the part with the peak that `with` adds, read at the combination's steps.
void expect_rates(const taper::result<taper::run>& got, const around& c, const part& p, const std::string& with,
                  double scale, const std::string& spec) {
  ASSERT_TRUE(got) << spec << ": " << got.error().message;
  const taper::run of = bound(p.spec + with, p.steps).value();
  for (const std::uint64_t t : some_steps(p.steps - 1)) {
    double wanted = of(c.step(t, p.steps));
    if (c.before.starts_with("clip")) wanted = std::fmax(wanted, 0.0);
    const double tolerance = 1e-15 * std::fabs(wanted) + 1e-300;
    if (std::isnan(wanted)) continue;
    ASSERT_NEAR((*got)(t), scale * wanted, tolerance) << spec << " at " << t;
  }
}

TEST_P(library_parts, cover_the_catalogue) {
  const std::vector<part> all = parts_of(*GetParam());
  for (const libraries::entry& row : GetParam()->entries) {
    const std::string name = std::string(GetParam()->name) + "." + std::string(row.name);
    const auto is_it = [&](const part& p) { return p.spec.substr(0, p.spec.find('(')) == name; };
    EXPECT_TRUE(std::ranges::any_of(all, is_it)) << name;
  }
}

TEST(library_part, that_only_scales_is_recognized_by_its_rates) {
  const auto scales = [](const std::string& spec) { return only_scales({spec, 60, libraries::base_rate::scaled}); };
  EXPECT_TRUE(scales("torch.StepLR(step_size=9)"));
  EXPECT_TRUE(scales("torch.CosineAnnealingLR(T_max=50)"));
  EXPECT_FALSE(scales("torch.CosineAnnealingLR(T_max=50, eta_min=0.00001)"));
  EXPECT_FALSE(scales("timm.CosineLRScheduler(t_initial=50, warmup_t=5, warmup_lr_init=0.00001)"));
  EXPECT_FALSE(scales("hf.polynomial(num_warmup_steps=0, num_training_steps=50)"));  // lr_end=1e-7 unless told
}

TEST_P(library_parts, use_the_enclosing_peak_or_require_one) {
  for (const part& p : parts_of(*GetParam())) {
    const bool scaled = p.base == libraries::base_rate::scaled;
    const bool pure = scaled && only_scales(p);
    for (const around& c : combinations(p.steps)) {
      const std::string spec = c.before + quoted(p.spec) + c.after;
      const taper::result<taper::run> alone = bound(spec, p.steps);
      const taper::result<taper::run> inside = bound(spec + " | peak(0.3)", p.steps);
      if (!scaled) {  // rates of its own: nothing is missing
        expect_rates(alone, c, p, "", 1.0, spec);
        expect_rates(inside, c, p, "", outer, spec);
        continue;
      }
      ASSERT_FALSE(alone) << spec;
      EXPECT_EQ(alone.error().code, errc::missing) << spec;
      EXPECT_NE(alone.error().message.find("has a peak"), std::string::npos) << alone.error().message;
      EXPECT_NE(alone.error().hint.find("peak(lr)"), std::string::npos) << alone.error().hint;
      EXPECT_EQ(alone.error().offset, c.before.size()) << spec;
      if (pure) {
        expect_rates(inside, c, p, " | peak(1)", outer, spec);
      } else {
        ASSERT_FALSE(inside) << spec;
        EXPECT_EQ(inside.error().code, errc::conflict) << spec;
        EXPECT_EQ(inside.error().offset, c.before.size()) << spec;
      }
      const std::string own = c.before + quoted(p.spec + " | peak(0.2)") + c.after;
      expect_rates(bound(own, p.steps), c, p, " | peak(0.2)", 1.0, own);
      expect_rates(bound(own + " | peak(0.3)", p.steps), c, p, " | peak(0.2)", outer, own);
    }
  }
}

TEST_P(library_parts, use_a_peak_any_number_of_levels_up) {
  for (const part& p : parts_of(*GetParam())) {
    if (p.base != libraries::base_rate::scaled || !only_scales(p)) continue;
    for (const around& c : combinations(p.steps)) {
      const std::string inner = c.before + quoted(p.spec) + c.after;
      const std::string deep = "shift(of=" + quoted("product([" + quoted(inner) + ", constant])") + ", by=0)";
      expect_rates(bound(deep + " | peak(0.3)", p.steps), c, p, " | peak(1)", outer, deep);
      const std::string half_way = "product([constant, " + quoted(inner + " | peak(0.3)") + "])";
      expect_rates(bound(half_way, p.steps), c, p, " | peak(1)", outer, half_way);
      const taper::result<taper::run> without = bound(deep, p.steps);
      ASSERT_FALSE(without) << deep;
      EXPECT_EQ(without.error().code, errc::missing) << deep;
      EXPECT_EQ(without.error().offset, std::string("shift(of=").size()) << deep;
    }
  }
}

TEST_P(library_parts, run_from_one_to_zero_inside_between) {
  for (const part& p : parts_of(*GetParam())) {
    const std::string spec = "between(of=" + quoted(p.spec) + ", from=0.85, to=0.95)";
    const taper::result<taper::run> got = bound(spec, p.steps);
    const bool scaled = p.base == libraries::base_rate::scaled;
    if (!got) {
      EXPECT_EQ(got.error().code, errc::conflict) << spec << ": " << got.error().message;
      continue;
    }
    const taper::run of = bound(p.spec + (scaled ? " | peak(1)" : ""), p.steps).value();
    for (const std::uint64_t t : some_steps(p.steps)) {
      if (std::isnan(of(t))) continue;
      ASSERT_NEAR((*got)(t), 0.95 - 0.1 * of(t), 1e-14) << spec << " at " << t;
    }
  }
}

std::vector<const libraries::library*> all_libraries() {
  std::vector<const libraries::library*> out;
  for (const libraries::library& of : libraries::catalogue()) out.push_back(&of);
  return out;
}
INSTANTIATE_TEST_SUITE_P(catalogue, library_parts, testing::ValuesIn(all_libraries()),
                         [](const auto& p) { return std::string(p.param->name); });

}  // namespace
