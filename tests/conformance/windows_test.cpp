// Every window against 50-digit vectors: value, complement, slope in ulp, Dirichlet factor.
#include <cstdio>
#include <map>

#include "taper/taper.hpp"
#include "vectors.hpp"

namespace {

using taper::test::ulps;
using taper::test::wide;

/// What each family's docstring promises, in ulp: value, complement, slope.
struct promise {
  double value;
  double complement;
  double slope;
};
const std::map<std::string, promise> promises = {
    {"cosine", {12, 12, 16}},   {"linear", {0, 0, 0}},     {"power", {4, 6, 6}},         {"poly", {8, 8, 16}},
    {"exp", {6, 6, 6}},         {"sigmoid", {8, 8, 16}},   {"one_minus_sqrt", {2, 2, 2}}, {"rex", {3, 3, 5}},
    {"uba", {6, 6, 8}},         {"chebyshev", {6, 6, 8}},  {"constant", {0, 0, 0}},      {"table", {8, 8, 64}},
};

class every_window : public testing::TestWithParam<std::string> {};

TEST_P(every_window, keeps_its_promise) {
  const std::string family = GetParam();
  const nlohmann::json file = taper::test::vectors(family + ".json");
  const promise allowed = promises.at(family);
  promise worst{};
  std::size_t points = 0;
  for (const auto& one : file.at("cases")) {
    const std::string spec = one.at("spec");
    const taper::schedule s = taper::parse(spec).value();
    const auto kernel = s.shape.kernel();
    if (one.contains("dirichlet")) {
      const auto wanted = static_cast<double>(wide(one["dirichlet"]));
      const double got = s.shape.dirichlet();
      if (std::isinf(wanted)) {
        EXPECT_TRUE(std::isinf(got)) << spec;
      } else {
        EXPECT_NEAR(got, wanted, 1e-11 * std::fmax(1.0, wanted)) << spec;
      }
    }
    for (const auto& p : one.at("points")) {
      const taper::phase at = p.contains("x") ? taper::phase::at(p["x"].get<double>()) : taper::phase::before_end(p["rest"].get<double>());
      const auto check = [&](const char* what, double got, double limit, double& seen) {
        if (!p.contains(what) || p[what].is_null()) return;
        const double off = ulps(got, wide(p[what]));
        seen = std::fmax(seen, off);
        EXPECT_LE(off, limit) << spec << " " << what << " at " << p.dump().substr(0, 60) << ": got " << got;
      };
      check("value", kernel.value(at), allowed.value, worst.value);
      check("complement", kernel.complement(at), allowed.complement, worst.complement);
      check("slope", kernel.slope(at), allowed.slope, worst.slope);
      ++points;
    }
  }
  EXPECT_GT(points, 10U);
  std::printf("%s: %zu points, worst ulp value %.2f complement %.2f slope %.2f\n", family.c_str(), points, worst.value, worst.complement, worst.slope);
}

std::vector<std::string> family_names() {
  std::vector<std::string> out;
  taper::for_each_family([&]<class F>() { out.emplace_back(F::info.name); });
  return out;
}

INSTANTIATE_TEST_SUITE_P(registry, every_window, testing::ValuesIn(family_names()), [](const auto& name) { return name.param; });

}  // namespace
