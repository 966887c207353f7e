// Every window compared with 50-digit vectors: value, complement, slope in ulp, Dirichlet factor.
#include <cstdio>
#include <map>

#include "taper/taper.hpp"
#include "vectors.hpp"

namespace {

using taper::test::ulps;
using taper::test::wide;

/// The accuracy stated in the docstring of each family, in ulp: value, complement, slope; and how fast that grows with
/// |ln phi|, for windows that are e^y of a rounded y.
struct promise {
  double value;
  double complement;
  double slope;
  double growth = 0.0;
};
const std::map<std::string, promise> promises = {
    {"cosine", {4, 4, 6}}, {"linear", {0, 0, 0}},    {"power", {4, 4, 6, 3}}, {"poly", {4, 4, 4}},
    {"exp", {4, 4, 4}},    {"sigmoid", {4, 4, 5}},   {"rex", {2, 2, 4}},      {"one_minus_sqrt", {1, 1, 1}},
    {"uba", {3, 4, 5}},    {"chebyshev", {3, 4, 5}}, {"constant", {0, 0, 0}},
};

/// The cosine's powers beyond 2 and 4 enlarge the rounding of the square.
double extra(const nlohmann::json& parameters, const std::string& family) {
  if (family != "cosine") return 0.0;
  const double n = parameters.value("n", 2.0);
  if (n == 1.0 || n == 2.0 || n == 4.0) return 0.0;
  return n <= 10.0 ? 12.0 : 3.0 * n - 4.0;
}

/// A table has an absolute limit, plus the rounding of x where it is steep; its slope is relative to its steepest.
void check_table(const nlohmann::json& one) {
  const std::string spec = one.at("spec");
  const auto kernel = taper::parse(spec).value().shape.kernel();
  EXPECT_NEAR(taper::parse(spec).value().shape.dirichlet() / static_cast<double>(wide(one.at("dirichlet"))), 1.0, 1e-12)
      << spec;
  double steepest = 1.0;
  for (const auto& p : one.at("points"))
    steepest = std::fmax(steepest, std::fabs(static_cast<double>(wide(p.at("slope")))));
  for (const auto& p : one.at("points")) {
    const taper::phase at =
        p.contains("x") ? taper::phase::at(p["x"].get<double>()) : taper::phase::before_end(p["rest"].get<double>());
    const double allowed = 4e-16 + 0x1p-54 * std::fabs(static_cast<double>(wide(p["slope"])));
    EXPECT_NEAR(kernel.value(at), static_cast<double>(wide(p["value"])), allowed) << spec << p;
    EXPECT_NEAR(kernel.complement(at), static_cast<double>(wide(p["complement"])), allowed) << spec << p;
    EXPECT_NEAR(kernel.slope(at), static_cast<double>(wide(p["slope"])), 4e-15 * steepest) << spec << p;
  }
}

TEST(conformance, table) {
  const nlohmann::json file = taper::test::vectors("table.json");  // outlives the loop over a part of it
  for (const auto& one : file.at("cases")) check_table(one);
}

class every_window : public testing::TestWithParam<std::string> {};

TEST_P(every_window, has_the_stated_accuracy) {
  const std::string family = GetParam();
  const nlohmann::json file = taper::test::vectors(family + ".json");
  const promise allowed = promises.at(family);
  promise worst{};
  std::size_t points = 0;
  for (const auto& one : file.at("cases")) {
    const std::string spec = one.at("spec");
    const taper::schedule s = taper::parse(spec).value();
    const auto kernel = s.shape.kernel();
    const double more = extra(one.at("parameters"), family);
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
      const taper::phase at =
          p.contains("x") ? taper::phase::at(p["x"].get<double>()) : taper::phase::before_end(p["rest"].get<double>());
      const auto check = [&](const char* what, double got, double limit, double& seen) {
        if (!p.contains(what) || p[what].is_null()) return;
        const long double wanted = wide(p[what]);
        const double nearest_end = std::fmin(at.x, at.rest);
        if (nearest_end < 1e-100 && nearest_end > 0.0) return;  // no step is that near: 2^-64 is the least
        if (std::fabs(wanted) < 1e-280L) {                      // below, a double has fewer digits
          EXPECT_LE(std::fabs(static_cast<long double>(got) - wanted), 1e-290L) << spec << " " << what;
          return;
        }
        const double off = ulps(got, wanted);
        seen = std::fmax(seen, off);
        const double depth = std::fabs(wanted) > 0.0L && std::fabs(wanted) < 1.0L
                                 ? static_cast<double>(-std::log(std::fabs(wanted)))
                                 : 0.0;
        EXPECT_LE(off, limit + allowed.growth * depth + more)
            << spec << " " << what << " at " << p.dump().substr(0, 60) << ": got " << got;
      };
      check("value", kernel.value(at), allowed.value, worst.value);
      check("complement", kernel.complement(at), allowed.complement, worst.complement);
      check("slope", kernel.slope(at), allowed.slope, worst.slope);
      ++points;
    }
  }
  EXPECT_GT(points, 10U);
  std::printf("%s: %zu points, worst ulp value %.2f complement %.2f slope %.2f\n", family.c_str(), points, worst.value,
              worst.complement, worst.slope);
}

std::vector<std::string> family_names() {
  std::vector<std::string> out;
  taper::for_each_family([&]<class F>() {
    if constexpr (!std::is_same_v<F, taper::table>) out.emplace_back(F::info.name);
  });
  return out;
}

INSTANTIATE_TEST_SUITE_P(registry, every_window, testing::ValuesIn(family_names()),
                         [](const auto& name) { return name.param; });

}  // namespace
