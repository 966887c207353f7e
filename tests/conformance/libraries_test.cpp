// Other libraries' schedules compared with the rates that those libraries print,
// and with their translations.
#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "../../src/libraries/row.hpp"
#include "taper/taper.hpp"
#include "vectors.hpp"

namespace {

namespace libraries = taper::libraries;

/// The file of a library: conformance/libraries/<name>.json.
nlohmann::json rates_of(const libraries::library& of) {
  return taper::test::vectors("libraries/" + std::string(of.name) + ".json");
}

/// 1e-12 of the largest rate in double, 4 float32 ulp of it in float32.
double tolerance(const nlohmann::json& file, const nlohmann::json& lr) {
  double largest = 0.0;
  for (const auto& rate : lr) largest = std::fmax(largest, std::fabs(rate.get<double>()));
  if (file.at("precision") != "float32") return 1e-12 * largest;
  const auto top = static_cast<float>(largest);
  return 4.0 * static_cast<double>(std::nextafter(top, std::numeric_limits<float>::infinity()) - top);
}

class every_library : public testing::TestWithParam<const libraries::library*> {};

TEST_P(every_library, gives_the_rates_that_the_library_prints) {
  const nlohmann::json file = rates_of(*GetParam());
  EXPECT_EQ(file.at("how"), GetParam()->how);
  double worst = 0.0;
  for (const auto& one : file.at("cases")) {
    const std::string spec = one.at("spec");
    const taper::result<taper::schedule> s = taper::parse(spec);
    ASSERT_TRUE(s) << taper::explain(s.error(), spec);
    const taper::result<taper::run> r = s->bind(one.at("steps").get<std::uint64_t>());
    ASSERT_TRUE(r) << spec << ": " << r.error().message;
    const auto& lr = one.at("lr");
    const double allowed = tolerance(file, lr);
    for (std::size_t k = 0; k < lr.size(); ++k) {
      const std::uint64_t t = one.contains("at") ? one["at"][k].get<std::uint64_t>() : k;
      const double wants = lr[k].get<double>();
      ASSERT_NEAR((*r)(t), wants, allowed) << spec << " over " << one.at("steps") << " at " << t;
      if (allowed > 0.0) worst = std::fmax(worst, std::fabs((*r)(t)-wants) / allowed);
    }
  }
  RecordProperty("worst_part_of_tolerance", std::to_string(worst));
  std::printf("%s: largest difference %.2g of what is allowed\n", std::string(GetParam()->name).c_str(), worst);
}

TEST_P(every_library, has_a_case_for_every_schedule) {
  std::set<std::string> seen;
  const nlohmann::json file = rates_of(*GetParam());
  for (const auto& one : file.at("cases")) {
    const std::string spec = one.at("spec");
    seen.insert(spec.substr(0, spec.find_first_of("( ")));
  }
  for (const libraries::entry& row : GetParam()->entries) {
    EXPECT_TRUE(seen.contains(std::string(GetParam()->name) + "." + std::string(row.name))) << row.name;
  }
}

TEST_P(every_library, is_printed_and_read_back) {
  const nlohmann::json file = rates_of(*GetParam());
  for (const auto& one : file.at("cases")) {
    const std::string spec = one.at("spec");
    const taper::schedule s = taper::parse(spec).value();
    for (const std::string& text : {taper::print(s), taper::print_compact(s), taper::print_json(s)}) {
      const taper::result<taper::schedule> again = taper::parse(text);
      ASSERT_TRUE(again) << spec << "\n" << taper::explain(again.error(), text);
      EXPECT_EQ(*again, s) << text;
      EXPECT_EQ(taper::print(*again), taper::print(s));
    }
  }
}

/// Asserts that a schedule equals its translation; returns whether there is one.
bool same_in_our_own_words(const std::string& spec, std::uint64_t steps, double allowed) {
  const taper::schedule s = taper::parse(spec).value();
  const auto peak = s.with.peak ? std::optional(s.with.peak->lr) : std::nullopt;
  const std::optional<taper::translation> own = s.root->as_native_schedule({steps, {}, peak});
  if (!own) return false;
  const std::string text = taper::print(own->is);
  const taper::result<taper::schedule> ours = taper::parse(text);
  EXPECT_TRUE(ours && *ours == own->is) << spec << " as " << text;
  const taper::result<taper::run> r = own->is.bind(own->steps);
  EXPECT_TRUE(r) << spec << " as " << text;
  if (!r) return true;
  const taper::run theirs = s.over(steps);
  for (std::uint64_t t = 0; t < std::min<std::uint64_t>({steps, own->steps, 2000}); ++t) {
    EXPECT_NEAR((*r)(t), theirs(t), allowed) << spec << " as " << text << " over " << own->steps << " at " << t;
    if (testing::Test::HasFailure()) return true;
  }
  return true;
}

/// Schedules that have a translation only if the run is shorter than the schedule;
/// the printed cases are all longer.
constexpr std::pair<std::string_view, std::uint64_t> short_runs[] = {
    {"torch.ConstantLR(factor=0.5, total_iters=50) | peak(0.1)", 34},
    {"fairseq.cosine(lr_period_updates=29, warmup_updates=5, min_lr=1e-5) | peak(5e-4)", 34},
};

TEST_P(every_library, equals_its_translation) {
  const nlohmann::json file = rates_of(*GetParam());
  std::set<std::string> translated;
  const auto hold = [&](const std::string& spec, std::uint64_t steps, double allowed) {
    if (same_in_our_own_words(spec, steps, allowed)) translated.insert(taper::parse(spec).value().root->name());
  };
  for (const auto& one : file.at("cases")) {
    // the library rounds every operation to float32
    const double more = file.at("precision") == "float32" ? 8.0 : 1.0;
    hold(one.at("spec"), one.at("steps").get<std::uint64_t>(), more * tolerance(file, one.at("lr")));
  }
  for (const auto& [spec, steps] : short_runs) {
    if (spec.starts_with(std::string(GetParam()->name) + ".")) hold(std::string(spec), steps, 1e-15);
  }
  for (const libraries::entry& row : GetParam()->entries) {
    const std::string name = std::string(GetParam()->name) + "." + std::string(row.name);
    EXPECT_EQ(translated.contains(name), row.how->translate != nullptr) << name;
  }
}

std::vector<const libraries::library*> all() {
  std::vector<const libraries::library*> out;
  for (const libraries::library& of : libraries::catalogue()) out.push_back(&of);
  return out;
}
INSTANTIATE_TEST_SUITE_P(conformance, every_library, testing::ValuesIn(all()),
                         [](const auto& one) { return std::string(one.param->name); });

}  // namespace
