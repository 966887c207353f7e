// Each row's interval comes from its own text: over formats and schedules, the true rate lies inside, and the interval is
// no wider than the format's last digit asks for.
#include <gtest/gtest.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <functional>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "log_maker.hpp"
#include "taper/logs/log.hpp"

namespace {

using namespace taper::test;

// How a writer prints a rate, and half a unit of the last digit that its format can show.
struct writer {
  const char* name;
  std::function<std::string(double)> text;
  std::function<double(double)> half;
};

double decade(double x) { return std::pow(10.0, std::floor(std::log10(std::abs(x)) + 1e-9)); }

// round(x, k) in Python, then repr.
std::string rounded(double x, int k) {
  const double scale = std::pow(10.0, k);
  return repr(
      std::strtod(printed(("%." + std::to_string(k) + "f").c_str(), std::round(x * scale) / scale).c_str(), nullptr));
}

std::string float_text(double x) {
  char text[40];
  return {text, std::to_chars(text, text + sizeof text, static_cast<float>(x)).ptr};
}

std::vector<writer> writers() {
  const auto significant = [](int digits) {
    return [digits](double x) { return x == 0.0 ? 0.0 : 0.5 * decade(x) * std::pow(10.0, 1 - digits); };
  };
  const auto places = [](int digits) { return [digits](double) { return 0.5 * std::pow(10.0, -digits); }; };
  const auto printf_form = [](const char* format) { return [format](double x) { return printed(format, x); }; };
  const auto one_float = [](double x) { return std::ldexp(std::abs(x), -23); };
  return {
      {"%.6E", printf_form("%.6E"), significant(7)},
      {"%.3e", printf_form("%.3e"), significant(4)},
      {"%.1e", printf_form("%.1e"), significant(2)},
      {"%.7f", printf_form("%.7f"), places(7)},
      {"%.6f", printf_form("%.6f"), places(6)},
      {"%.4f", printf_form("%.4f"), places(4)},
      {"%g", printf_form("%g"), significant(6)},
      {"%.8g", printf_form("%.8g"), significant(8)},
      {"round(x, 8)", [](double x) { return rounded(x, 8); }, places(8)},
      {"float32", float_text, one_float},
      {"float32 as float64", [](double x) { return repr(static_cast<double>(static_cast<float>(x))); }, one_float},
      {"float64", repr, [](double) { return 0.0; }},
  };
}

struct schedule {
  const char* name;
  rate_of_counter rate;
};

std::vector<schedule> schedules() {
  return {{"linear", hf_linear(3e-4, 100, 2000)},
          {"cosine", hf_cosine(0.0137, 0, 2000)},
          {"cosine to a floor", hf_cosine(6e-4, 150, 2000, 0.1)},
          {"slow", [](std::int64_t c) { return 0.1 / (1.0 + 0.05 * static_cast<double>(c)); }}};
}

TEST(rounding, the_true_rate_lies_in_the_interval_of_its_row_and_the_interval_is_no_wider_than_the_last_digit) {
  for (const writer& w : writers()) {
    for (const schedule& s : schedules()) {
      std::string text = "step,lr\n";
      for (std::int64_t c = 0; c < 2000; c += 10) text += std::to_string(c) + "," + w.text(s.rate(c)) + "\n";
      const auto log = taper::read_log(text);
      ASSERT_TRUE(log) << w.name << ", " << s.name;
      ASSERT_EQ(log->series.size(), 1u);
      for (const taper::log_row& row : log->series[0].rows) {
        const double truth = s.rate(row.step);
        const auto half = static_cast<double>(row.half_width);
        EXPECT_LE(std::abs(row.rate - truth), half * 1.001 + 1e-17) << w.name << ", " << s.name << " at " << row.step;
        EXPECT_LE(half, 1.01 * w.half(row.rate) + 1e-18) << w.name << ", " << s.name << " at " << row.step;
      }
    }
  }
}

TEST(rounding, a_file_may_change_its_format_midway) {
  const std::vector<writer> all = writers();
  const auto rate = hf_cosine(3e-4, 100, 2000, 0.1);
  for (const std::size_t first : {0, 1, 2, 3}) {
    for (const std::size_t second : {0, 1, 2, 3, 11}) {
      if (first == second) continue;
      std::string text = "step,lr\n";
      for (std::int64_t c = 0; c < 2000; c += 20)
        text += std::to_string(c) + "," + all[c < 1000 ? first : second].text(rate(c)) + "\n";
      const auto log = taper::read_log(text).value();
      for (const taper::log_row& row : log.series[0].rows) {
        const writer& w = all[row.step < 1000 ? first : second];
        EXPECT_LE(std::abs(row.rate - rate(row.step)), static_cast<double>(row.half_width) * 1.001 + 1e-17)
            << all[first].name << ", then " << all[second].name << " at " << row.step;
        EXPECT_LE(static_cast<double>(row.half_width), 1.01 * w.half(row.rate) + 1e-18)
            << all[first].name << ", then " << all[second].name << " at " << row.step;
      }
    }
  }
}

// One row printed by another statement changes nothing for the others.
TEST(rounding, one_odd_row_does_not_decide_for_the_rest) {
  const auto rate = hf_cosine(3e-4, 100, 2000, 0.1);
  for (const writer& w : writers()) {
    for (const char* const odd : {"0.0002345678901234567", "0.0003", "2.9E-04"}) {
      std::string text = "step,lr\n";
      for (std::int64_t c = 0; c < 2000; c += 10)
        text += std::to_string(c) + "," + (c == 700 ? odd : w.text(rate(c))) + "\n";
      const auto log = taper::read_log(text).value();
      for (const taper::log_row& row : log.series[0].rows) {
        if (row.step == 700) continue;
        EXPECT_LE(std::abs(row.rate - rate(row.step)), static_cast<double>(row.half_width) * 1.001 + 1e-17)
            << w.name << " beside " << odd << " at " << row.step;
        EXPECT_LE(static_cast<double>(row.half_width), 1.01 * w.half(row.rate) + 1e-18)
            << w.name << " beside " << odd << " at " << row.step;
      }
    }
  }
}

// A summary at the end repeats the rows with every digit: the two are trainings apart, each with its own format.
TEST(rounding, a_repetition_in_another_format_does_not_lend_its_digits) {
  const auto rate = hf_cosine(1e-4, 0, 400);
  std::string text;
  std::string history;
  for (std::int64_t c = 10; c < 400; c += 10) {
    text += R"({"global_step/max_steps": ")" + std::to_string(c) + R"(/400", "learning_rate": )" + rounded(rate(c), 8) +
            "}\n";
    history += (history.empty() ? "" : ", ") + std::string(R"({"step": )") + std::to_string(c) +
               R"(, "learning_rate": )" + repr(rate(c)) + "}";
  }
  const auto log = taper::read_log(text + R"({"best_metric": null, "log_history": [)" + history + "]}\n").value();
  ASSERT_EQ(log.series.size(), 2u);
  EXPECT_EQ(log.max_steps, 400);
  EXPECT_EQ(log.series[0].precision.text(), "%.8f");
  EXPECT_EQ(log.series[1].precision.text(), "float64");
}

TEST(rounding, a_short_number_among_longer_ones_has_their_digits) {
  const auto log =
      taper::read_log("step,lr\n0,0.001\n1,0.000998734\n2,0.000997269\n3,0.000995804\n4,0.00099434\n").value();
  EXPECT_NEAR(static_cast<double>(log.series[0].rows[0].half_width), 5e-9, 1e-12);
  EXPECT_NEAR(static_cast<double>(log.series[0].rows[4].half_width), 5e-10, 1e-13);
  EXPECT_FALSE(log.series[0].precision_certain);
}

// Changes by single units of the last digit show that the digits are rounded.
TEST(rounding, rates_that_change_by_units_are_rounded) {
  const std::vector<std::string> rounded_texts = {
      "0.000294 0.000294 0.000293 0.000293 0.000293 0.000292 0.000292", "0.02 0.01998 0.01996 0.01995 0.01993",
      "0.01 0.00999 0.00998", "5e-06 5e-06 6e-06 6e-06 7e-06 7e-06", "0.000246 0.000246 0.000245 0.000245 0.000245"};
  const std::vector<std::string> round_numbers = {"0.1 0.0995 0.099 0.0985 0.098",
                                                  "0.004 0.004 0.002 0.002 0.001 0.001",
                                                  "0.02 0.02 0.02 0.01 0.01",
                                                  "0.1 0.1 0.01 0.01 0.001",
                                                  "0.3 0.2 0.1 0.1",
                                                  "0.001 0.001 0.001 0.001"};
  const auto series = [](const std::string& texts) {
    std::string text = "step,lr\n";
    std::istringstream in(texts);
    int step = 0;
    for (std::string rate; in >> rate;) text += std::to_string(step++) + "," + rate + "\n";
    return taper::read_log(text).value().series.at(0);
  };
  for (const std::string& texts : rounded_texts) {
    const taper::log_series read = series(texts);
    EXPECT_TRUE(read.precision_certain) << texts;
    EXPECT_GT(read.rows.back().half_width, 0.0f) << texts;
  }
  for (const std::string& texts : round_numbers) EXPECT_FALSE(series(texts).precision_certain) << texts;
}

TEST(rounding, is_named_as_a_printf_format_or_a_type) {
  for (const writer& w : writers()) {
    std::string text = "step,lr\n";
    for (std::int64_t c = 1; c < 100; ++c)
      text += std::to_string(c) + "," + w.text(hf_cosine(0.0137, 0, 100)(c)) + "\n";
    const std::string name = taper::read_log(text)->series[0].precision.text();
    const std::string wanted = w.name;
    const std::vector<std::pair<std::string, std::string>> names = {
        {"%g", "%.5E"},   {"%.8g", "%.7E"}, {"round(x, 8)", "%.8f"},
        {"%.3e", "%.3E"}, {"%.1e", "%.1E"}, {"float32 as float64", "float32"}};
    const auto other = std::find_if(names.begin(), names.end(), [&](const auto& n) { return n.first == wanted; });
    EXPECT_EQ(name, other == names.end() ? wanted : other->second);
  }
}

}  // namespace
