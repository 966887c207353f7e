// Schedules of every family that the product ships, written with warmups, holds, floors, lags and roundings, read back.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>
#include <vector>

#include "log_maker.hpp"
#include "taper/logs/inspect.hpp"
#include "taper/notation.hpp"
#include "taper/registry.hpp"
#include "taper/schedule.hpp"

namespace {

using namespace taper::test;

taper::log_report inspected(const std::string& text) { return taper::inspect(taper::read_log(text).value()).front(); }

std::vector<double> rates_of(const std::string& spec, std::int64_t steps) {
  const auto run = taper::parse(spec).value().over(static_cast<std::uint64_t>(steps));
  std::vector<double> out;
  for (std::int64_t t = 0; t < steps; ++t) out.push_back(run(static_cast<std::uint64_t>(t)));
  return out;
}

rate_of_counter counted(const std::vector<double>& rates) {
  return [rates](std::int64_t c) {
    return rates[static_cast<std::size_t>(std::clamp<std::int64_t>(c, 0, static_cast<std::int64_t>(rates.size()) - 1))];
  };
}

std::string ids(const std::vector<taper::log_finding>& all) {
  std::string out;
  for (const taper::log_finding& f : all) out += f.id + " ";
  return out;
}

// One member of every family of the registry but `constant` and `table`, by its own text.
std::vector<std::string> members() {
  std::vector<std::string> out = {"cosine(n=4)", "rex(gain=0.3)", "sigmoid(i=8)", "poly(i=3, n=3)", "power(p=0.5)"};
  taper::for_each_family([&]<class F>() {
    if constexpr (!std::is_same_v<F, taper::table> && !std::is_same_v<F, taper::constant>) {
      std::string text(F::info.name);
      std::string arguments;
      for (const taper::parameter<F>& p : F::parameters) {
        if (p.fallback) continue;
        arguments += (arguments.empty() ? "(" : ", ") + std::string(p.name) + "=" +
                     taper::print_number(p.example.value_or(p.valid.high <= 1.0 ? 0.5 : 2.0));
      }
      out.push_back(text + arguments + (arguments.empty() ? "" : ")"));
    }
  });
  return out;
}

enum class answer : unsigned char { right, open, wrong };

// Right where the schedule that is named has the rates of the one that ran, at every step of the run.
answer judged(const taper::log_report& r, const std::vector<double>& rates, std::int64_t offset, double tolerance) {
  const taper::log_segment& s = r.last();
  if (!s.spec) return answer::open;
  if (r.segments.size() != 1 || s.steps < 2) return answer::wrong;
  const std::vector<double> said = rates_of(*s.spec, s.steps);
  const double peak = *std::max_element(rates.begin(), rates.end());
  std::size_t off = 0;
  for (std::size_t t = 0; t < rates.size(); ++t) {
    const std::int64_t c = static_cast<std::int64_t>(t) + offset - s.lags.front().lag;
    const auto at = static_cast<std::size_t>(std::clamp<std::int64_t>(c, 0, s.steps - 1));
    off += std::abs(said[at] - rates[t]) > tolerance * peak ? 1 : 0;
  }
  return 33 * off <= (tolerance < 1e-6 ? 0 : rates.size()) ? answer::right : answer::wrong;
}

// A small generator of its own, so that the grid is the same everywhere.
class choices {
 public:
  std::size_t operator()(std::size_t n) {
    state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL;
    return static_cast<std::size_t>(state_ >> 33U) % n;
  }

 private:
  std::uint64_t state_ = 20261130;
};

struct grid_case {
  std::string spec;
  std::int64_t steps = 0;
  std::int64_t stride = 1;
  std::int64_t offset = 0;
  const char* format = "";
};

std::vector<grid_case> grid(std::size_t each) {
  const std::vector<std::string> warmups = {"", "", " | warmup(37)", " | warmup(10%)", " | warmup(5%)"};
  const std::vector<std::string> holds = {"", "", " | hold(30%)", " | hold(100)"};
  const std::vector<std::string> floors = {"", "", " | floor(10%)", " | floor(1%)", " | floor(30%)"};
  const std::vector<std::string> peaks = {"0.001", "3e-04", "6e-05", "1"};
  const std::vector<std::int64_t> lengths = {400, 500, 1000, 1036, 2000, 777};
  const std::vector<const char*> formats = {"", "", "%.6e", "%.8f"};
  choices any;
  std::vector<grid_case> out;
  for (std::size_t k = 0; k < each; ++k) {
    for (const std::string& shape : members()) {
      grid_case c;
      c.steps = lengths[any(lengths.size())];
      c.spec = shape + warmups[any(warmups.size())] + holds[any(holds.size())] + floors[any(floors.size())] +
               " | peak(" + peaks[any(peaks.size())] + ")";
      c.stride = any(2) == 0 ? 1 : c.steps / 100;
      c.offset = static_cast<std::int64_t>(any(2));
      c.format = formats[any(formats.size())];
      out.push_back(c);
    }
  }
  return out;
}

// YOLOX: a warmup that no schedule has, then a cosine that counts from 0 and keeps its floor. The schedule begins at the
// first row that it fits.
TEST(whole, a_schedule_begins_where_its_rows_do) {
  const double peak = 0.01;
  const auto rate = [=](std::int64_t c) {
    if (c < 900) return peak * std::pow(static_cast<double>(c) / 900.0, 2.0);
    const double x = std::min(1.0, static_cast<double>(c - 900) / 51000.0);
    return 0.05 * peak + 0.95 * peak * 0.5 * (1.0 + std::cos(std::numbers::pi * x));
  };
  const auto log = taper::read_log(csv_log({.rate = rate, .first = 10, .last = 55000, .stride = 50}, "%.3e")).value();
  const taper::log_report r = taper::inspect(log).front();
  ASSERT_TRUE(r.last().spec) << r.last().reason;
  EXPECT_LE(r.last().from, 960);
  EXPECT_EQ(r.last().steps, 51900);
  EXPECT_TRUE(r.faults.empty());
}

TEST(whole_readings, name_every_family_with_warmup_hold_and_floor) {
  std::size_t right = 0;
  const std::vector<grid_case> all = grid(5);
  std::string others;
  for (const grid_case& c : all) {
    const std::vector<double> rates = rates_of(c.spec, c.steps);
    const logged_run run{.rate = counted(rates),
                         .first = c.offset,
                         .last = c.steps - 1 + c.offset,
                         .stride = c.stride,
                         .offset = c.offset};
    const taper::log_report r = inspected(csv_log(run, c.format));
    EXPECT_EQ(ids(r.faults), "") << c.spec;
    const answer a = judged(r, rates, c.offset, *c.format == '\0' ? 1e-9 : 0.01);
    EXPECT_NE(a, answer::wrong) << c.spec << " over " << c.steps << " every " << c.stride << " in '" << c.format
                                << "': " << r.last().spec.value_or("");
    if (a == answer::right)
      ++right;
    else
      others += c.spec + " over " + std::to_string(c.steps) + "\n";
  }
  EXPECT_GE(right * 100, all.size() * 95) << others;
}

TEST(whole_readings, a_floor_that_no_row_shows) {
  for (const char* const floor : {"30%", "10%", "1%", "0.4%"}) {
    for (const std::int64_t steps : {10, 100, 300, 1000}) {
      const std::string spec = "linear | floor(" + std::string(floor) + ") | peak(0.01)";
      const std::vector<double> rates = rates_of(spec, steps);
      const auto r = inspected(csv_log({.rate = counted(rates), .first = 0, .last = steps - 1}));
      EXPECT_EQ(judged(r, rates, 0, 1e-9), answer::right)
          << spec << " over " << steps << ": " << r.last().spec.value_or("");
      EXPECT_EQ(ids(r.faults), "") << spec;
    }
  }
}

TEST(whole_readings, a_warmup_laid_over_a_decay_that_counts_from_0) {
  for (const std::string shape : {"linear", "cosine"}) {
    for (const std::int64_t w : {5, 50, 150}) {
      for (const char* const format : {"", "%.3e", "%.6f"}) {
        const std::string spec = "sequence(parts=[constant | warmup(" + std::to_string(w) + ") | peak(0.5), " + shape +
                                 " | peak(0.5)], at=[" + std::to_string(w) + "], scaling=fixed)";
        const std::vector<double> rates = rates_of(spec, 1000);
        const auto r = inspected(csv_log({.rate = counted(rates), .first = 0, .last = 999}, format));
        EXPECT_EQ(judged(r, rates, 0, *format == '\0' ? 1e-9 : 0.01), answer::right)
            << spec << format << ": " << r.last().spec.value_or("");
        EXPECT_EQ(ids(r.faults), "") << spec;
      }
    }
  }
}

TEST(whole_readings, a_cosine_that_climbs_again_is_one_schedule_and_one_fault) {
  for (const std::int64_t warmup : {0, 100}) {
    const auto rate = [=](std::int64_t c) {
      if (c < warmup) return 0.1 * static_cast<double>(c) / static_cast<double>(warmup);
      return 0.05 * (1.0 + std::cos(std::numbers::pi * static_cast<double>(c - warmup) / 400.0));
    };
    const auto r = inspected(csv_log({.rate = rate, .first = 0, .last = 2000}));
    EXPECT_EQ(r.segments.size(), 1U);
    EXPECT_TRUE(r.last().spec) << r.last().reason;
    EXPECT_EQ(ids(r.faults), "climbs-after-end ");
  }
}

TEST(whole_readings, skipped_steps_that_the_log_counts_are_no_warmup) {
  std::string text;
  const auto rate = hf_cosine(5e-5, 0, 1840);
  for (std::int64_t s = 10; s <= 1840; s += 10) {
    const std::int64_t skipped = s < 20 ? 3 : s < 900 ? 5 : 7;
    text += "[2023-04-12 10:00:00,000] [INFO] [logging.py:96:log_dist] [Rank 0] step=" + std::to_string(s) +
            ", skipped=" + std::to_string(skipped) + ", lr=[" + repr(rate(s - skipped)) + "], mom=[(0.9, 0.95)]\n";
  }
  const auto r = inspected(text);
  EXPECT_EQ(r.last().spec.value_or(r.last().reason), "cosine | peak(5e-05)");
  EXPECT_EQ(r.last().steps, 1840);
  EXPECT_EQ(ids(r.faults), "counter-lag ");
}

TEST(whole_readings, an_odd_first_row_and_another_training_are_no_faults) {
  const std::vector<double> rates = rates_of("cosine | warmup(50) | peak(0.001)", 600);
  std::string once;
  for (std::int64_t t = 1; t < 600; ++t)
    once += std::to_string(t) + "," + repr(rates[static_cast<std::size_t>(t)]) + "\n";
  const auto odd = inspected("step,lr\n0,0.0007\n" + once);
  EXPECT_EQ(ids(odd.faults), "");
  EXPECT_EQ(odd.last().spec.value_or(odd.last().reason), "cosine | warmup(50) | peak(0.001)");
  const auto twice = inspected("step,lr\n" + once + once);
  EXPECT_EQ(ids(twice.faults), "");
  EXPECT_EQ(twice.last().spec.value_or(twice.last().reason), "cosine | warmup(50) | peak(0.001)");
}

TEST(whole_readings, of_few_rows_after_a_warmup_have_no_fault) {
  for (const std::string spec : {"linear | warmup(100) | peak(0.0002)", "cosine | warmup(100) | peak(0.0002)",
                                 "power(p=2) | warmup(10%) | peak(0.0002)"}) {
    const std::vector<double> rates = rates_of(spec, 1000);
    for (const char* const format : {"", "%.6f", "%.3e"}) {
      for (std::int64_t rows = 3; rows <= 15; ++rows) {
        const auto r =
            inspected(csv_log({.rate = counted(rates), .first = 0, .last = 10 * (rows - 1), .stride = 10}, format));
        EXPECT_EQ(ids(r.faults), "") << spec << " " << rows << " rows in '" << format << "'";
      }
    }
  }
}

// Curves of no family: sums of waves, and straight pieces.
double wavy(std::int64_t t) {
  const double x = static_cast<double>(t);
  return 1e-3 * (1.0 + 0.3 * std::sin(x / 37.0) + 0.2 * std::sin(x / 11.3) + 0.1 * std::cos(x / 5.1));
}
double pieces(std::int64_t t) {
  choices any;
  double last = 0.5;
  double next = 0.5;
  for (std::int64_t k = 0; k <= t / 16; ++k) {
    last = next;
    next = 0.1 + 0.001 * static_cast<double>(any(900));
  }
  return last + (next - last) * static_cast<double>(t % 16) / 16.0;
}

// A number in [0, 1) that belongs to a step.
double noise(std::int64_t t) {
  std::uint64_t z = (static_cast<std::uint64_t>(t) + 1) * 0x9E3779B97F4A7C15ULL;
  z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
  z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
  return static_cast<double>((z ^ (z >> 31U)) >> 11U) * 0x1p-53;
}

// What takes long in some part of the search, each over so many rows.
std::vector<std::pair<std::string, rate_of_counter>> hostile_curves(std::int64_t rows) {
  const double end = static_cast<double>(rows);
  const auto cosine = [=](std::int64_t t) {
    return 5e-4 * (1.0 + std::cos(std::numbers::pi * static_cast<double>(t) / end));
  };
  return {
      {"white noise", [](std::int64_t t) { return 1e-3 * noise(t); }},
      {"a cosine times noise", [=](std::int64_t t) { return cosine(t) * (0.999 + 0.002 * noise(t)); }},
      {"triangles that decay",
       [](std::int64_t t) {
         const double height = 1.0 - std::abs(static_cast<double>(t % 1000) / 500.0 - 1.0);
         return 1e-4 + 1e-3 * height * std::pow(0.9999, static_cast<double>(t)) * (1.0 + 1e-6 * noise(t));
       }},
      {"steps of any height", [](std::int64_t t) { return 1e-3 * noise(t / 97); }},
      {"saw teeth of any length",
       [](std::int64_t t) {
         return 1e-3 * (1.0 - std::fmod(noise(t / 500) + static_cast<double>(t % 500) / 700.0, 1.0));
       }},
      {"two engines in turn",
       [=](std::int64_t t) { return t % 2 == 0 ? cosine(t) : 1e-5 * (end - static_cast<double>(t)) / end; }},
      {"cycles of cosines",
       [=](std::int64_t t) {
         const std::int64_t n = rows / 30;
         return 5e-4 * (1.0 + std::cos(std::numbers::pi * static_cast<double>(t % n) / static_cast<double>(n)));
       }},
      {"levels that drop by any factor",
       [=](std::int64_t t) {
         return 1e-3 * std::pow(0.97, static_cast<double>(t / (rows / 50))) * (1.0 - 0.01 * noise(t / (rows / 50)));
       }},
      {"a bent line",
       [=](std::int64_t t) {
         const double x = static_cast<double>(t) / end;
         return 1e-3 * (1.0 - x) * (1.0 + 0.2 * std::sin(3.0 * x)) + 1e-4 / (1.0 + 50.0 * x * x);
       }},
  };
}

TEST(whole_readings, of_curves_that_no_schedule_makes_take_bounded_work_and_say_nothing) {
  for (const auto& [rows, format] : {std::pair<std::int64_t, const char*>{150, "%.3g"}, {10'000, ""}}) {
    for (const auto& [name, curve] : hostile_curves(rows)) {
      SCOPED_TRACE(name + ", " + std::to_string(rows) + " rows");
      const auto r = inspected(csv_log({.rate = curve, .first = 0, .last = rows - 1}, format));
      EXPECT_LE(r.evaluations, taper::most_evaluations(r.rates) * 5 / 4);
      EXPECT_EQ(ids(r.faults), "");
      EXPECT_LE(r.segments.size(), 40U);
    }
  }
}

// A limit of its own for each would make a file of many groups take as long as many files.
TEST(whole_readings, of_many_groups_share_the_work_of_two) {
  constexpr int groups = 24;
  constexpr int rows = 150;
  std::string text = "step";
  for (int g = 0; g < groups; ++g) text += ",lr-group" + std::to_string(g);
  for (int t = 0; t < rows; ++t) {
    text += "\n" + std::to_string(t);
    for (int g = 0; g < groups; ++g) text += "," + repr(wavy(t + 1000 * g));
  }
  const std::vector<taper::log_report> all = taper::inspect(taper::read_log(text + "\n").value());
  ASSERT_EQ(all.size(), static_cast<std::size_t>(groups));
  std::uint64_t work = 0;
  for (const taper::log_report& r : all) work += r.evaluations;
  EXPECT_LE(work, 3 * taper::most_evaluations(groups * rows));
}

TEST(whole_readings, a_constant_with_single_odd_rows_is_a_constant) {
  const auto rate = [](std::int64_t t) { return noise(t) < 0.002 ? 0.01 : 0.001; };
  const auto r = inspected(csv_log({.rate = rate, .first = 0, .last = 20'000}));
  EXPECT_EQ(r.last().spec.value_or(r.last().reason), "constant | peak(0.001)");
  EXPECT_EQ(r.segments.size(), 1U);
  EXPECT_EQ(ids(r.faults), "");
}

TEST(whole_readings, the_work_grows_with_the_rows_and_no_faster) {
  for (const std::int64_t rows : {300, 3000}) {
    for (const char* const format : {"", "%.4e", "%.6f"}) {
      for (const auto& curve : {rate_of_counter(wavy), rate_of_counter(pieces)}) {
        const auto r = inspected(csv_log({.rate = curve, .first = 0, .last = rows - 1}, format));
        EXPECT_GT(r.evaluations, 0U);
        EXPECT_LE(r.evaluations, 2 * taper::most_evaluations(r.rates)) << rows << " rows in '" << format << "'";
        EXPECT_EQ(ids(r.faults), "") << rows << " rows in '" << format << "'";
      }
    }
  }
}

}  // namespace
