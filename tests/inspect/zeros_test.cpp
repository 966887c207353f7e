// A rate of 0 for a large part of a log: a fault if the schedule has ended, not a fault if it may be intended.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "log_maker.hpp"
#include "taper/logs/inspect.hpp"

namespace {

using namespace taper::test;

struct findings {
  std::size_t faults = 0;
  std::size_t zero_faults = 0;
  std::size_t zero_notes = 0;
  std::string text;
};
findings in(const std::string& text) {
  const taper::log_report r = taper::inspect(taper::read_log(text).value()).front();
  findings out;
  out.faults = r.faults.size();
  for (const taper::log_finding& f : r.faults) {
    out.zero_faults += f.id == "other-horizon" ? 1 : 0;
    out.text += f.id + ": " + f.message + "\n";
  }
  for (const taper::log_finding& f : r.notes) {
    out.zero_notes += f.id == "zero-rate" ? 1 : 0;
    out.text += "note " + f.id + ": " + f.message + "\n";
  }
  return out;
}
std::string csv(const rate_of_counter& rate, std::int64_t last, std::int64_t stride, const char* format = nullptr) {
  std::string out = "step,lr\n";
  for (std::int64_t s = 0; s < last; s += stride)
    out += std::to_string(s) + "," + (format != nullptr ? printed(format, rate(s)) : repr(rate(s))) + "\n";
  return out;
}

TEST(zero_rates, a_schedule_that_ends_long_before_the_log_is_a_fault) {
  for (const std::int64_t stride : {1, 5, 20}) {
    for (const std::int64_t total : {500, 800, 850}) {
      for (const std::int64_t warmup : {0, 60}) {
        const findings f = in(csv(hf_linear(1e-3, warmup, total), 1000, stride));
        EXPECT_EQ(f.zero_faults, 1U) << total << " every " << stride << "\n" << f.text;
        EXPECT_EQ(f.faults, 1U) << f.text;
      }
    }
  }
}

TEST(zero_rates, the_end_of_a_fall_is_not_a_fault) {
  for (const std::int64_t stride : {1, 5, 20}) {
    for (const std::int64_t total : {1000, 990, 950}) {
      const findings f = in(csv(hf_linear(1e-3, 50, total), 1000, stride));
      EXPECT_EQ(f.zero_faults + f.zero_notes, 0U) << total << " every " << stride << "\n" << f.text;
    }
  }
}

TEST(zero_rates, rounding_to_0_is_not_a_fault) {
  for (const double peak : {3e-4, 3e-5, 1e-6}) {
    const rate_of_counter square = [=](std::int64_t s) {
      const double left = 1.0 - static_cast<double>(s) / 1000.0;
      return peak * left * left * left;
    };
    for (const char* format : {"%.6f", "%.5f", "%.4f"}) {
      EXPECT_EQ(in(csv(square, 1000, 5, format)).zero_faults, 0U) << peak << " in " << format;
    }
  }
}

TEST(zero_rates, zeros_alone_are_not_a_fault) {
  for (const std::int64_t last : {3, 10, 200}) {
    const findings f = in(csv([](std::int64_t) { return 0.0; }, last, 1));
    EXPECT_EQ(f.faults, 0U) << f.text;
    if (last > 5) {
      EXPECT_EQ(f.zero_notes, 1U) << f.text;
    }
  }
}

TEST(zero_rates, a_frozen_group_or_a_log_that_begins_in_the_warmup_has_no_rate_fault) {
  for (const std::int64_t frozen : {0, 1, 3, 100, 300}) {
    const rate_of_counter rate = [=](std::int64_t s) {
      return s < frozen ? 0.0 : hf_linear(1e-3, 50, 1000)(s - frozen);
    };
    for (const std::int64_t last : {60, 400, 700}) EXPECT_EQ(in(csv(rate, last, 1)).zero_faults, 0U) << frozen;
  }
}

}  // namespace
