// The progress display of `taper-lab run`.
#include "verbs/run_view.hpp"

#include <fmt/core.h>
#include <unistd.h>

#include <cstdio>

namespace taper::lab {

std::string duration(double seconds) {
  const auto s = static_cast<long long>(seconds + 0.5);
  if (s < 3600) return fmt::format("{}:{:02}", s / 60, s % 60);
  return fmt::format("{}:{:02}:{:02}", s / 3600, s / 60 % 60, s % 60);
}

run_view::run_view(const experiment& e)
    : terminal_(::isatty(STDERR_FILENO) != 0),
      items_(static_cast<double>(e.batch) * (e.model == model_kind::gpt ? e.gpt.block : 1)) {}

void run_view::begin(std::size_t done, std::size_t all, const std::vector<run_request>& now) {
  end();
  if (!started_ || done < done_) {
    began_ = steady::now();
    first_done_ = done;
    started_ = true;
  }
  done_ = done;
  all_ = all;
  now_ = now.size();
  title_ = fmt::format("{} seed {}", now.front().spec, now.front().seed);
  if (now.size() > 1) title_ += fmt::format(" and {} more", now.size() - 1);
  group_began_ = steady::now();
  last_ = {};
}

void run_view::step(const progress& p) {
  last_ = p;
  if (!terminal_) return;
  const steady::time_point now = steady::now();
  if (drawn_ && now - shown_ < std::chrono::milliseconds(200) && p.step < p.steps) return;
  shown_ = now;
  constexpr std::size_t width = 20;
  const double part = static_cast<double>(p.step) / static_cast<double>(p.steps);
  const auto filled = static_cast<std::size_t>(part * width);
  const double left = p.per_second > 0.0 ? static_cast<double>(p.steps - p.step) / p.per_second : 0.0;
  const double one = left + std::chrono::duration<double>(now - group_began_).count();
  const double groups = static_cast<double>(all_ - done_ - now_) / static_cast<double>(now_);
  const std::string line =
      fmt::format("[{}{}] {}/{} loss {:.4f} rate {:.3g} {:.3g} /s, {} left; run {} of {}, {} in all: {}",
                  std::string(filled, '='), std::string(width - filled, ' '), p.step, p.steps, p.loss, p.learning_rate,
                  p.per_second * items_ * static_cast<double>(now_), duration(left), done_ + 1, all_,
                  duration(left + groups * one), title_);
  std::fprintf(stderr, "\r\033[K%s", line.c_str());
  std::fflush(stderr);
  drawn_ = true;
}

void run_view::clear() {
  if (drawn_) std::fputs("\r\033[K", stderr);
  drawn_ = false;
}

void run_view::say(const std::string& line) {
  clear();
  std::fprintf(stderr, "taper-lab: %s\n", line.c_str());
}

void run_view::end() {
  clear();
  if (last_.step == 0) return;
  const double spent = std::chrono::duration<double>(steady::now() - group_began_).count();
  std::fprintf(stderr, "%zu/%zu %s: loss %.4f in %s\n", done_ + now_, all_, title_.c_str(), last_.loss,
               duration(spent).c_str());
  last_ = {};
}

}  // namespace taper::lab
