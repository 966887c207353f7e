// Random schedules, logged with random strides, offsets, lags, cuts and roundings: what inspect reports is true, or it
// cannot tell.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "log_maker.hpp"
#include "taper/logs/inspect.hpp"

namespace {

using namespace taper::test;

enum class family { constant, linear, cosine, cosine_floor, square, one_minus_sqrt };

struct truth {
  family kind = family::linear;
  double peak = 1e-3;
  double ratio = 0.0;
  std::int64_t warmup = 0;
  std::int64_t hold = 0;
  std::int64_t total = 100;

  [[nodiscard]] double rate(std::int64_t c) const {
    if (c < warmup) return peak * (static_cast<double>(c) / static_cast<double>(warmup));
    if (kind == family::constant || c <= warmup + hold) return peak;
    const double u = std::min(1.0, static_cast<double>(c - warmup - hold) / static_cast<double>(total - warmup - hold));
    double g = 1.0 - u;
    if (kind == family::cosine || kind == family::cosine_floor) g = 0.5 * (1.0 + std::cos(std::numbers::pi * u));
    if (kind == family::square) g = (1.0 - u) * (1.0 - u);
    if (kind == family::one_minus_sqrt) g = 1.0 - std::sqrt(u);
    return peak * (ratio + (1.0 - ratio) * g);
  }
  [[nodiscard]] std::string shape() const {
    switch (kind) {
      case family::constant: return "constant";
      case family::linear: return "linear";
      case family::square: return "power(p=2)";
      case family::one_minus_sqrt: return "one_minus_sqrt";
      default: return "cosine";
    }
  }
};

std::ostream& operator<<(std::ostream& out, const truth& t) {
  return out << t.shape() << " warmup " << t.warmup << " hold " << t.hold << " total " << t.total << " peak " << t.peak
             << " ratio " << t.ratio;
}

truth any_truth(bool with_constant = true) {
  truth t;
  t.kind = *rc::gen::element(family::linear, family::cosine, family::cosine_floor, family::square,
                             family::one_minus_sqrt, with_constant ? family::constant : family::linear);
  t.total = *rc::gen::inRange<std::int64_t>(60, 20'000);
  t.warmup = *rc::gen::element<std::int64_t>(0, 1) == 0 ? 0 : *rc::gen::inRange<std::int64_t>(1, t.total / 4);
  if (t.kind == family::one_minus_sqrt) t.hold = *rc::gen::inRange<std::int64_t>(t.total / 4, t.total / 2);
  const int mantissa = *rc::gen::inRange(10, 100);
  t.peak = static_cast<double>(mantissa) / 10.0 * std::pow(10.0, *rc::gen::inRange(-6, 0));
  if (t.kind == family::cosine_floor) t.ratio = *rc::gen::element(0.1, 0.05, 0.01, 0.2);
  return t;
}

logged_run any_run(const truth& t, double part = 1.0) {
  logged_run run;
  run.rate = [t](std::int64_t c) { return t.rate(c); };
  run.offset = *rc::gen::inRange<std::int64_t>(0, 2);
  const std::int64_t rows = *rc::gen::inRange<std::int64_t>(30, 300);
  run.last = std::max<std::int64_t>(20, static_cast<std::int64_t>(part * static_cast<double>(t.total)));
  run.stride = std::max<std::int64_t>(1, run.last / rows);
  run.first = *rc::gen::element<std::int64_t>(1, 0) == 1 ? run.stride : 1;
  if (*rc::gen::element(0, 1) == 1) run.max_steps = t.total;
  return run;
}

taper::log_report inspected(const std::string& text) { return taper::inspect(taper::read_log(text).value()).front(); }

void show(const taper::log_report& r) {
  for (const taper::log_segment& s : r.segments) {
    RC_LOG() << s.from << ".." << s.to << " " << s.spec.value_or("null: " + s.reason) << " steps " << s.steps << " ["
             << s.steps_range.least << ", " << s.steps_range.most << "] warmup [" << s.warmup_range.least << ", "
             << s.warmup_range.most << "] peak [" << s.peak_least << ", " << s.peak_most << "] exact " << s.exact << "/"
             << s.rows << " lag " << (s.lags.empty() ? 0 : s.lags.front().lag) << "\n";
  }
}

/// What is reported holds: the family, and the truth inside every range. Reporting nothing is right too. A log that ends before
/// the rate has moved by `digits` figures is reported as constant so far.
void require_sound(const taper::log_report& r, const truth& t, const logged_run& run, int digits = 15) {
  RC_LOG() << t << "\n";
  show(r);
  const taper::log_segment& s = r.last();
  if (!s.spec) return;
  RC_ASSERT(r.segments.size() == 1u);
  const bool so_far =
      std::any_of(r.notes.begin(), r.notes.end(), [](const auto& n) { return n.id == "constant-so-far"; });
  const bool flat = t.rate(run.counter(r.last_step)) >= t.peak * (1.0 - 5.0 * std::pow(10.0, -digits));
  if (so_far && flat) {
    RC_ASSERT(s.spec->starts_with("constant"));
  } else {
    RC_ASSERT(s.spec->starts_with(t.shape()));
    if (t.kind != family::constant) RC_ASSERT(s.steps_range.least <= t.total && t.total <= s.steps_range.most);
    RC_ASSERT(std::abs(s.floor / s.peak - t.ratio) < 1e-2);
  }
  RC_ASSERT(s.warmup_range.least <= t.warmup && t.warmup <= s.warmup_range.most);
  RC_ASSERT(s.peak_least <= t.peak * (1.0 + 1e-9) && t.peak * (1.0 - 1e-9) <= s.peak_most);
}

void require_told(const taper::log_report& r) {
  RC_ASSERT(r.last().spec.has_value());
  RC_ASSERT(r.last().exact == r.last().rows);
}

RC_GTEST_PROP(generated, a_whole_run_in_full_precision_is_recovered, ()) {
  const truth t = any_truth();
  const logged_run run = any_run(t);
  const auto r = inspected(hf_log(run));
  require_sound(r, t, run);
  require_told(r);
  RC_ASSERT(r.last().max_relative_error < 1e-9 || t.kind != family::constant);
}

RC_GTEST_PROP(generated, skipped_steps_are_located, ()) {
  truth t = any_truth(false);
  if (t.kind == family::one_minus_sqrt) t.kind = family::cosine;  // no hold: a lag inside it leaves no trace
  t.hold = 0;
  logged_run run = any_run(t);
  run.max_steps = t.total;
  const int skips = *rc::gen::inRange(1, 4);
  std::int64_t lag = run.offset;
  std::int64_t row = 5;
  for (int i = 0; i < skips; ++i) {
    row += *rc::gen::inRange<std::int64_t>(4, 25);
    lag += *rc::gen::inRange<std::int64_t>(1, 4);
    const std::int64_t step = run.first + row * run.stride;
    if (step < run.last && run.stride >= lag) run.lags.emplace_back(step, lag);
  }
  const auto r = inspected(hf_log(run));
  require_sound(r, t, run);
  require_told(r);
  for (const auto& [step, value] : run.lags) {
    std::int64_t said = r.last().lags.front().lag;
    for (const taper::counter_lag& l : r.last().lags) {
      if (l.step <= step) said = l.lag;
    }
    const std::int64_t c = run.counter(step);
    if (c > t.warmup + t.total / 50 && c < t.total) RC_ASSERT(said == value);
  }
}

RC_GTEST_PROP(generated, rounded_rates_give_ranges_that_contain_the_true_values, ()) {
  const truth t = any_truth();
  const char* const format = *rc::gen::element("%.6E", "%.4e", "%.3e", "%.10f");
  if (std::string(format) == "%.10f") RC_PRE(t.peak > 1e-5);
  const logged_run run = any_run(t);
  const std::string text(format);
  const int digits = text == "%.6E"   ? 6
                     : text == "%.4e" ? 4
                     : text == "%.3e" ? 3
                                      : 10 + static_cast<int>(std::floor(std::log10(t.peak)));
  require_sound(inspected(csv_log(run, format)), t, run, digits);
}

RC_GTEST_PROP(generated, floats_give_ranges_that_contain_the_true_values, ()) {
  const truth t = any_truth();
  logged_run run = any_run(t);
  run.rate = [t](std::int64_t c) { return static_cast<double>(static_cast<float>(t.rate(c))); };
  require_sound(inspected(csv_log(run)), t, run, 6);
}

RC_GTEST_PROP(generated, a_run_cut_short_is_recovered_or_unknown_but_never_wrong, ()) {
  const truth t = any_truth();
  const double part = *rc::gen::element(0.02, 0.1, 0.3, 0.6, 0.9);
  const bool full = *rc::gen::element(0, 1) == 1;
  const logged_run run = any_run(t, part);
  // Too little to tell hold from warmup from fall: only what is reported counts.
  require_sound(inspected(full ? hf_log(run) : csv_log(run, "%.6E")), t, run, full ? 15 : 6);
}

RC_GTEST_PROP(generated, a_rescaled_resume_is_located, ()) {
  truth before = any_truth(false);
  if (before.kind == family::one_minus_sqrt) before.kind = family::linear;
  before.hold = 0;
  before.warmup = 0;
  truth after = before;
  after.total = before.total * *rc::gen::inRange<std::int64_t>(12, 30) / 10;
  logged_run run = any_run(after, 0.9);
  run.max_steps = after.total;
  const std::int64_t seam = run.first + (before.total * 4 / 10) / run.stride * run.stride;
  const std::int64_t offset = run.offset;
  run.rate = [=](std::int64_t c) { return c + offset < seam ? before.rate(c) : after.rate(c); };
  RC_PRE((seam - run.first) / run.stride >= 12);
  const auto r = inspected(hf_log(run));
  RC_LOG() << before << "\n" << after << " seam " << seam << "\n";
  show(r);
  RC_ASSERT(r.segments.size() == 2u);
  RC_ASSERT(r.segments[0].steps == before.total);
  RC_ASSERT(r.segments[1].steps == after.total);
  RC_ASSERT(r.segments[1].from == seam);
  RC_ASSERT(!r.faults.empty() && r.faults.front().id == "resume-rescaled");
}

// Families beside the plain ones: the family that ran fits every row, or the log cannot tell.
std::string any_log(const logged_run& run, int how) {
  if (how == 0) return hf_log(run);
  if (how == 1) return csv_log(run, "%.6E");
  logged_run floats = run;
  floats.rate = [exact = run.rate](std::int64_t c) { return static_cast<double>(static_cast<float>(exact(c))); };
  return csv_log(floats);
}

void require_family(const taper::log_report& r, const std::string& begin) {
  show(r);
  if (!r.last().spec) return;
  RC_ASSERT(r.segments.size() == 1u);
  RC_ASSERT(r.last().exact == r.last().rows);
  RC_ASSERT(r.last().spec->starts_with(begin));
}

RC_GTEST_PROP(generated, steps_of_whole_epochs_are_recovered, ()) {
  truth t = any_truth(false);
  t.total = *rc::gen::inRange<std::int64_t>(30, 200);
  t.warmup = *rc::gen::element<std::int64_t>(0, 0, 1, 5);
  t.hold = t.kind == family::one_minus_sqrt ? t.total / 3 : 0;
  const std::int64_t steps = *rc::gen::inRange<std::int64_t>(20, 1500);
  const int how = *rc::gen::inRange(0, 3);
  logged_run run;
  run.rate = [=](std::int64_t c) { return t.rate(std::max<std::int64_t>(c, 0) / steps); };
  run.offset = *rc::gen::inRange<std::int64_t>(0, 2);
  run.stride = *rc::gen::inRange<std::int64_t>(std::max<std::int64_t>(1, steps / 20), steps / 3 + 1);
  run.first = *rc::gen::element<std::int64_t>(1, run.stride);
  run.last = steps * t.total;
  const bool planned = *rc::gen::element(0, 1) == 1;
  if (planned) run.max_steps = steps * t.total;
  RC_LOG() << t << " epochs of " << steps << " steps, stride " << run.stride << ", offset " << run.offset << "\n";
  const auto r = inspected(any_log(run, how));
  require_family(r, "staircase(of=" + t.shape());
  if (how == 0) require_told(r);
  if (!r.last().spec) return;
  RC_ASSERT(r.last().steps_range.least <= steps * t.total && steps * t.total <= r.last().steps_range.most);
  RC_ASSERT(r.last().warmup_range.least <= steps * t.warmup && steps * t.warmup <= r.last().warmup_range.most);
}

RC_GTEST_PROP(generated, shrinking_triangles_are_recovered, ()) {
  const std::int64_t up = *rc::gen::inRange<std::int64_t>(50, 600);
  const std::int64_t down = *rc::gen::element<std::int64_t>(0, 1) == 0 ? up : *rc::gen::inRange<std::int64_t>(50, 600);
  const double shrunk = *rc::gen::element(0.5, 0.7, 0.9);  // over the longer side
  const double gamma =
      1.0 - std::round((1.0 - std::pow(shrunk, 1.0 / static_cast<double>(std::max(up, down)))) * 1e6) / 1e6;
  const double peak = static_cast<double>(*rc::gen::inRange(10, 100)) * 1e-4;
  const double base = peak * *rc::gen::element(0.0, 0.1, 0.01);
  logged_run run;
  run.rate = [=](std::int64_t c) {
    const std::int64_t p = std::max<std::int64_t>(c, 0) % (up + down);
    const double height = p <= up ? static_cast<double>(p) / static_cast<double>(up)
                                  : static_cast<double>(up + down - p) / static_cast<double>(down);
    return base + (peak - base) * height * std::pow(gamma, static_cast<double>(std::max<std::int64_t>(c, 0)));
  };
  const std::int64_t shortest = std::min(up, down);
  run.stride = *rc::gen::inRange<std::int64_t>(std::max<std::int64_t>(1, shortest / 60), shortest / 8 + 1);
  run.offset = *rc::gen::inRange<std::int64_t>(0, 2);
  run.first = *rc::gen::element<std::int64_t>(1, run.stride);
  run.last = (up + down) * *rc::gen::inRange<std::int64_t>(2, 5) + up / 2;
  const int how = *rc::gen::inRange(0, 3);
  RC_LOG() << up << " up " << down << " down gamma " << gamma << " base " << base << " peak " << peak << " stride "
           << run.stride << " offset " << run.offset << " last " << run.last << "\n";
  const auto r = inspected(any_log(run, how));
  require_family(r, "torch.CyclicLR(base_lr=");
  if (how == 0) require_told(r);
}

RC_GTEST_PROP(generated, drops_after_a_warmup_are_recovered, ()) {
  const std::int64_t w = *rc::gen::inRange<std::int64_t>(1, 300);
  const double from = *rc::gen::element(0.0, 0.0, 0.1, 0.001);
  const double peak = static_cast<double>(*rc::gen::inRange(10, 100)) * 1e-3;
  const double gamma = *rc::gen::element(0.0, 0.1, 0.2, 0.5, 0.9);  // 0: another factor each time
  const int drops = *rc::gen::inRange(2, 6);
  std::vector<std::pair<std::int64_t, double>> levels;
  std::int64_t at = w;
  double level = 1.0;
  for (int k = 0; k < drops; ++k) {
    at += *rc::gen::inRange<std::int64_t>(200, 900);
    level *= gamma > 0.0 ? gamma : static_cast<double>(*rc::gen::inRange(10, 95)) / 100.0;
    levels.emplace_back(at, level);
  }
  logged_run run;
  run.rate = [=](std::int64_t c) {
    c = std::max<std::int64_t>(c, 0);
    if (c < w) return peak * (from + (1.0 - from) * static_cast<double>(c) / static_cast<double>(w));
    double now = 1.0;
    for (const auto& [begin, value] : levels) now = c >= begin ? value : now;
    return peak * now;
  };
  run.stride = *rc::gen::inRange<std::int64_t>(1, 40);
  run.offset = *rc::gen::inRange<std::int64_t>(0, 2);
  run.first = *rc::gen::element<std::int64_t>(1, run.stride);
  run.last = at + 200;
  const int how = *rc::gen::inRange(0, 3);
  RC_LOG() << "warmup " << w << " from " << from << " peak " << peak << " gamma " << gamma << " stride " << run.stride
           << " offset " << run.offset << "\n";
  const auto r = inspected(any_log(run, how));
  show(r);
  const std::int64_t rows_of_warmup = (w - run.first) / run.stride;
  if (how == 0 && rows_of_warmup >= 3) require_told(r);
  if (!r.last().spec) return;
  RC_ASSERT(r.segments.size() == 1u);
  RC_ASSERT(r.last().exact == r.last().rows);
  RC_ASSERT(r.last().warmup_range.least <= w && w <= r.last().warmup_range.most);
}

}  // namespace
