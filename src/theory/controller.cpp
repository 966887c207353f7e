// The online controller: estimates of loss changes, a bounded pace, and its state as text.
#include "taper/theory/controller.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>
#include <optional>
#include <utility>

namespace taper {
namespace {

constexpr std::string_view header = "taper.controller/1";

double inverse(double rate) { return rate > 0 ? 1 / rate : std::numeric_limits<double>::infinity(); }

result<void> fault_of(const controller_options& o) {
  const auto fault = [](std::string message) { return failed(errc::out_of_range, std::move(message)); };
  if (o.window < 1) return fault("window must be at least 1 step, got 0");
  if (!(o.quantile > 0 && o.quantile < 1))
    return fault("quantile must be in (0, 1), got " + std::to_string(o.quantile));
  if (!(o.reference_change >= 0)) {
    return fault("reference_change must be >= 0, got " + std::to_string(o.reference_change));
  }
  if (!(o.slowest > 0 && o.slowest <= 1)) return fault("slowest must be in (0, 1], got " + std::to_string(o.slowest));
  if (!(o.fastest >= 1 && std::isfinite(o.fastest))) {
    return fault("fastest must be at least 1, got " + std::to_string(o.fastest));
  }
  return {};
}

// Numbers are stored as the hexadecimal digits of their 64 bits: exact, also for infinities, in any locale.
void append(std::string& text, std::uint64_t value) {
  char digits[16];
  const auto [end, ignored] = std::to_chars(digits, digits + sizeof digits, value, 16);
  text.append(1, ' ').append(digits, end);
}
void append(std::string& text, double value) {
  std::uint64_t bits = 0;
  std::memcpy(&bits, &value, sizeof bits);
  append(text, bits);
}

/// Reads the numbers written by append.
class number_reader {
 public:
  explicit number_reader(std::string_view text) : rest_(text) {}

  bool next(std::uint64_t& value) {
    if (rest_.empty() || rest_.front() != ' ') return false;
    const auto [end, code] = std::from_chars(rest_.data() + 1, rest_.data() + rest_.size(), value, 16);
    if (code != std::errc{}) return false;
    rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
    return true;
  }
  bool next(double& value) {
    std::uint64_t bits = 0;
    if (!next(bits)) return false;
    std::memcpy(&value, &bits, sizeof value);
    return true;
  }
  bool at_end() const { return rest_.empty(); }

 private:
  std::string_view rest_;
};

}  // namespace

annealing_controller::annealing_controller(std::function<double(std::uint64_t)> plan, const controller_options& options)
    : plan_(std::move(plan)), options_(options), reference_(options.reference_change) {
  planned_theta_ = theta_ = inverse(plan_(0));
}

result<annealing_controller> annealing_controller::make(std::function<double(std::uint64_t)> plan,
                                                        const controller_options& options) {
  if (!plan) return failed(errc::missing, "the controller needs a plan");
  TAPER_CHECK(fault_of(options));
  const double first = plan(0);
  if (!(first > 0 && std::isfinite(first))) {
    return failed(errc::out_of_range, "the plan must begin above zero, got " + std::to_string(first));
  }
  return annealing_controller(std::move(plan), options);
}

double annealing_controller::rate() const { return 1 / theta_; }

void annealing_controller::remember(double change) {
  const double share = 1 / static_cast<double>(std::min<std::uint64_t>(changes_seen_ + 1, options_.window));
  average_ += share * (change - average_);
  if (window_.size() < options_.window) {
    window_.push_back(change);
  } else {
    window_[static_cast<std::size_t>(changes_seen_ % options_.window)] = change;
  }
  changes_seen_ += 1;
}

double annealing_controller::change() const {
  if (window_.empty()) return 0;
  switch (options_.by) {
    case change_estimate::moving_average: return average_;
    case change_estimate::windowed_maximum: return *std::max_element(window_.begin(), window_.end());
    case change_estimate::quantile: break;
  }
  std::vector<double> sorted = window_;
  const auto place = static_cast<std::ptrdiff_t>(options_.quantile * static_cast<double>(sorted.size() - 1));
  std::nth_element(sorted.begin(), sorted.begin() + place, sorted.end());
  return sorted[static_cast<std::size_t>(place)];
}

void annealing_controller::observe(double loss) {
  if (std::isfinite(loss)) {
    if (losses_seen_ > 0) remember(std::abs(loss - last_loss_));
    last_loss_ = loss;
    losses_seen_ += 1;
  }
  const double delta = change();
  if (reference_ == 0 && window_.size() == options_.window) reference_ = delta;
  pace_ = 1;
  if (reference_ > 0 && changes_seen_ > 0) {
    pace_ = std::clamp(delta > 0 ? reference_ / delta : options_.fastest, options_.slowest, options_.fastest);
  }
  step_ += 1;
  const double planned = inverse(plan_(step_));
  if (std::isfinite(planned) && std::isfinite(planned_theta_)) {
    theta_ += pace_ * (planned - planned_theta_);
  } else {
    theta_ = std::numeric_limits<double>::infinity();
  }
  planned_theta_ = planned;
}

std::string annealing_controller::save() const {
  std::string text(header);
  for (const std::uint64_t count : {step_, losses_seen_, changes_seen_, std::uint64_t{window_.size()}})
    append(text, count);
  for (const double value : {theta_, pace_, reference_, average_, last_loss_}) append(text, value);
  for (const double value : window_) append(text, value);
  return text;
}

result<annealing_controller> annealing_controller::restore(std::string_view saved,
                                                           std::function<double(std::uint64_t)> plan,
                                                           const controller_options& options) {
  result<annealing_controller> made = make(std::move(plan), options);
  if (!made) return made;
  const auto fault = [](std::string message) { return failed(errc::syntax, std::move(message)); };
  if (!saved.starts_with(header)) return fault("a saved controller begins with \"" + std::string(header) + "\"");
  annealing_controller& c = *made;
  number_reader read(saved.substr(header.size()));
  std::uint64_t remembered = 0;
  bool whole = read.next(c.step_) && read.next(c.losses_seen_) && read.next(c.changes_seen_) && read.next(remembered) &&
               read.next(c.theta_) && read.next(c.pace_) && read.next(c.reference_) && read.next(c.average_) &&
               read.next(c.last_loss_);
  if (whole && remembered > options.window) {
    return fault("the saved window has " + std::to_string(remembered) + " steps, the options allow " +
                 std::to_string(options.window));
  }
  c.window_.assign(whole ? static_cast<std::size_t>(remembered) : 0, 0.0);
  for (double& value : c.window_) whole = whole && read.next(value);
  if (!whole || !read.at_end())
    return fault("the saved controller is cut short or holds something that is not a number");
  c.planned_theta_ = inverse(c.plan_(c.step_));
  return made;
}

}  // namespace taper
