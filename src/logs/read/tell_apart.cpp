// Separates mixed series, and joins groups that do not differ.
#include "logs/read/tell_apart.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

namespace taper::inspection {
namespace {

constexpr std::size_t most_streams = 16;

// A part keeps its counts together with its rows.
struct part {
  log_series series;
  void take(const log_row& row) {
    series.rows.push_back(row);
    series.rates += row.has_rate() ? 1 : 0;
  }
};

std::string joined(const std::string& name, const std::string& more) {
  return name.empty() ? more : name + ", " + more;
}

part like(const log_series& whole, const std::string& name) {
  part out;
  out.series.run = joined(whole.run, name);
  out.series.group = whole.group;
  out.series.precision = whole.precision;
  out.series.precision_certain = whole.precision_certain;
  return out;
}

// Bad steps go to the first part that has such a step.
void hand_out(const std::vector<std::int64_t>& steps, std::vector<part>& parts,
              std::vector<std::int64_t> log_series::* list) {
  for (const std::int64_t step : steps) {
    for (part& p : parts) {
      const auto holds = [&](const log_row& row) { return row.step == step; };
      if (std::none_of(p.series.rows.begin(), p.series.rows.end(), holds)) continue;
      (p.series.*list).push_back(step);
      break;
    }
  }
}

std::vector<log_series> finished(const log_series& whole, std::vector<part>& parts) {
  static constexpr std::size_t few = 100;  // of bad steps: each lookup costs the length of the series
  const auto some = [](std::vector<std::int64_t> steps) {
    steps.resize(std::min(steps.size(), few));
    return steps;
  };
  hand_out(some(whole.bad_gradient), parts, &log_series::bad_gradient);
  hand_out(some(whole.bad_loss), parts, &log_series::bad_loss);
  std::vector<log_series> out;
  for (part& p : parts) {
    if (p.series.rates > 0) out.push_back(std::move(p.series));
  }
  return out;
}

// One of several writers: its last two rows predict its next rate.
struct stream {
  const log_row* last = nullptr;
  const log_row* before = nullptr;

  [[nodiscard]] bool may_take(const log_row& row) const {
    return last->step < row.step && (row.skipped < 0 || last->skipped <= row.skipped);
  }
  [[nodiscard]] double surprise(const log_row& row) const {
    if (before == nullptr || last->step == before->step) return std::abs(row.rate - last->rate);
    const double slope = (last->rate - before->rate) / static_cast<double>(last->step - before->step);
    return std::abs(row.rate - last->rate - slope * static_cast<double>(row.step - last->step));
  }
};

// Rows go to the stream that is nearest before them; of two at the same step, to the one with the same skipped count,
// otherwise to the one whose rates they continue.
std::vector<part> streams_of(const log_series& series) {
  std::vector<part> parts;
  std::vector<stream> streams;
  for (const log_row& row : series.rows) {
    if (!row.has_rate()) {
      if (!parts.empty()) parts.front().take(row);
      continue;
    }
    std::size_t best = streams.size();
    for (std::size_t i = 0; i < streams.size(); ++i) {
      if (!streams[i].may_take(row)) continue;
      const bool first = best == streams.size();
      const log_row& mine = *streams[i].last;
      const log_row& other = first ? mine : *streams[best].last;
      if (first || mine.step > other.step || (mine.step == other.step && mine.skipped > other.skipped) ||
          (mine.step == other.step && mine.skipped == other.skipped &&
           streams[i].surprise(row) < streams[best].surprise(row)))
        best = i;
    }
    if (best == streams.size()) {
      if (streams.size() == most_streams) return {};
      parts.push_back(like(series, "writer " + std::to_string(streams.size() + 1)));
      streams.emplace_back();
    }
    parts[best].take(row);
    streams[best] = {&row, streams[best].last};
  }
  return parts;
}

// A training begins where the step returns to the first step or to an earlier one.
std::vector<part> trainings_of(const log_series& series) {
  std::vector<part> parts;
  std::int64_t first = 0;
  std::int64_t before = 0;
  for (const log_row& row : series.rows) {
    const bool back =
        row.has_rate() && !parts.empty() && parts.back().series.rates >= 2 && row.step < before && row.step <= first;
    if (parts.empty() || back) parts.push_back(like(series, "training " + std::to_string(parts.size() + 1)));
    if (row.has_rate()) {
      if (parts.back().series.rates == 0) first = row.step;
      before = row.step;
    }
    parts.back().take(row);
  }
  return parts;
}

}  // namespace

void drop_repeated_rows(log_series& series) {
  constexpr std::size_t window = 16;
  std::vector<log_row>& rows = series.rows;
  const auto same = [](const log_row& a, const log_row& b) {
    return a.step == b.step && a.rate == b.rate && a.skipped == b.skipped;
  };
  // Searches the rows of this step and of the next one: another process may be one line ahead.
  const auto said_before = [&](const log_row& row, std::size_t kept) {
    std::int64_t ahead = row.step;
    for (std::size_t back = 1; back <= std::min(window, kept); ++back) {
      const log_row& other = rows[kept - back];
      if (!other.has_rate()) continue;
      if (same(other, row)) return true;
      if (other.step < row.step) return false;
      if (other.step > row.step && ahead != row.step && other.step != ahead) return false;
      if (other.step > row.step) ahead = other.step;
    }
    return false;
  };
  std::size_t kept = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows[i].has_rate() && said_before(rows[i], kept)) {
      --series.rates;
      continue;
    }
    rows[kept++] = rows[i];
  }
  rows.resize(kept);
}

std::vector<log_series> told_apart(log_series series) {
  std::size_t moves = 0;
  std::size_t back = 0;
  const log_row* before = nullptr;
  for (const log_row& row : series.rows) {
    if (!row.has_rate()) continue;
    if (before != nullptr) {
      ++moves;
      back += row.step <= before->step ? 1 : 0;
    }
    before = &row;
  }
  if (back == 0) {
    std::vector<log_series> one;
    one.push_back(std::move(series));
    return one;
  }
  if (moves >= 8 && back * 5 >= moves) {
    std::vector<part> streams = streams_of(series);
    if (streams.size() > 1) return finished(series, streams);
  }
  std::vector<part> parts = trainings_of(series);
  if (parts.size() > 1) return finished(series, parts);
  std::vector<log_series> one;
  one.push_back(std::move(series));
  return one;
}

void join_groups_alike(std::vector<log_series>& all) {
  const auto same_row = [](const log_row& a, const log_row& b) { return a.step == b.step && a.rate == b.rate; };
  const auto alike = [&](const log_series& a, const log_series& b) {
    if (a.run != b.run || a.rates != b.rates) return false;
    std::size_t i = 0;
    std::size_t j = 0;
    for (;;) {
      while (i < a.rows.size() && !a.rows[i].has_rate()) ++i;
      while (j < b.rows.size() && !b.rows[j].has_rate()) ++j;
      if (i == a.rows.size() || j == b.rows.size()) return i == a.rows.size() && j == b.rows.size();
      if (!same_row(a.rows[i++], b.rows[j++])) return false;
    }
  };
  std::vector<log_series> out;
  for (log_series& series : all) {
    const auto first = std::find_if(out.begin(), out.end(), [&](const log_series& s) { return alike(s, series); });
    if (first == out.end()) {
      out.push_back(std::move(series));
      continue;
    }
    first->groups_alike += 1;
  }
  for (log_series& series : out) {
    if (series.groups_alike < 2) continue;
    const std::string count = std::to_string(series.groups_alike) + " groups alike";
    series.group = joined(series.group, count);
  }
  all = std::move(out);
}

}  // namespace taper::inspection
