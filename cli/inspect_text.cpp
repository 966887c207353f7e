// The report of a log on one screen.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "check_report.hpp"
#include "inspect_report.hpp"
#include "render/sparkline.hpp"
#include "reports/command.hpp"
#include "support/text_for.hpp"

namespace taper::cli {

namespace {

constexpr std::size_t screen_columns = 118;

// Wraps text to the screen, with lines after the first indented.
std::string wrapped(const std::string& text, std::size_t indent) {
  std::string out;
  std::size_t column = indent;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    const std::size_t length = end - at;
    if (column > indent && column + length > screen_columns) {
      out += "\n" + std::string(indent, ' ');
      column = indent;
    } else if (at > 0) {
      out += ' ';
      ++column;
    }
    out += text.substr(at, length);
    column += length;
    at = end + 1;
  }
  return out;
}

std::string line(const std::string& label, const std::string& text) {
  return fmt::format("  {:<10}", label) + wrapped(text, 12) + "\n";
}

std::string curve_of(const log_series& rows) {
  std::vector<double> rates;
  for (const log_row& row : rows.rows) {
    if (row.has_rate()) rates.push_back(row.rate);
  }
  const bool ascii = render::terminal_glyphs() == render::glyphs::ascii;
  const double top = *std::max_element(rates.begin(), rates.end());
  return fmt::format("  {}\n  first {}   highest {}   last {}\n",
                     render::sparkline(rates, 48, ascii ? render::glyphs::ascii : render::glyphs::block),
                     brief(rates.front()), brief(top), brief(rates.back()));
}

std::string_view unit_name(step_unit u) {
  return u == step_unit::epochs ? "epochs" : u == step_unit::rows ? "rows" : "steps";
}

std::string steps_text(const log_segment& s) {
  if (s.steps <= 0) return "length unknown";
  if (s.anneals && s.steps_range.least != s.steps_range.most) {
    return fmt::format("over {} steps ({} to {} also fit)", s.steps, s.steps_range.least, s.steps_range.most);
  }
  return fmt::format("over {} steps", s.steps);
}

std::string next_best_text(const runner_up& r) {
  const std::string how = r.misfit > 0.0 ? "misses by " + percent_text(r.misfit) : "fits every row too";
  return fmt::format("next best {} {} and loses by {:.0f} bits", r.name, how, r.bits);
}

std::string segment_text(const log_segment& s, bool alone, const style& look) {
  const std::string where = alone ? std::string() : fmt::format("steps {} to {}: ", s.from, s.to);
  if (!s.spec) {
    std::string out = line("ran", where + "cannot tell: " + s.reason);
    for (const std::string& spec : s.also) out += line("", "candidate: " + spec);
    return out;
  }
  std::string out = line("ran", where + look.bold(*s.spec) + "   " + steps_text(s));
  std::string fit = fmt::format("{} of {} rows exact", s.exact, s.rows);
  if (s.max_relative_error > 0.0) fit += fmt::format(", largest relative error {:.2g}", s.max_relative_error);
  if (s.next_best) fit += "; " + next_best_text(*s.next_best);
  return out + line("", fit);
}

std::string warmup_text(const log_segment& s) {
  if (s.warmup_range.least == s.warmup_range.most) return s.warmup == 0 ? "none" : fmt::format("{} steps", s.warmup);
  return fmt::format("{} to {} steps, not determined by the rows", s.warmup_range.least, s.warmup_range.most);
}

// Each segment has its own warmup; equal ones share one line.
std::string warmups_text(const log_report& r) {
  std::string out;
  bool differ = false;
  for (const log_segment& s : r.segments) differ = differ || (s.spec && warmup_text(s) != warmup_text(r.last()));
  if (!differ) return warmup_text(r.last());
  for (const log_segment& s : r.segments) {
    if (s.spec) out += fmt::format("{}from step {}: {}", out.empty() ? "" : "; ", s.from, warmup_text(s));
  }
  return out;
}

std::string counter_text(const log_segment& s) {
  if (s.lags.empty()) return "";
  const auto shift = [](std::int64_t lag) {
    return lag == 0 ? std::string("step") : lag > 0 ? fmt::format("step - {}", lag) : fmt::format("step + {}", -lag);
  };
  std::string out = shift(s.lags.front().lag);
  for (std::size_t i = 1; i < s.lags.size() && i < 9; ++i)
    out += fmt::format(", {} from {}", shift(s.lags[i].lag), s.lags[i].step);
  return out + (s.lags.size() > 9 ? ", …" : "");
}

// Quotes text for a shell; a schedule can contain double quotes.
std::string for_shell(const std::string& spec) {
  const char quote = spec.find('"') == std::string::npos ? '"' : '\'';
  return quote + spec + quote;
}

std::string verdict_text(const inspected& log, const style& look) {
  const check_report& c = *log.check;
  std::string out = fmt::format("  {:<10}", "verdict") + look.verdict(c.verdict) + "   early " +
                    look.verdict(c.early.verdict) + ", middle " + look.verdict(c.middle.verdict) + ", late " +
                    look.verdict(c.late.verdict);
  if (c.collapse && c.collapse->at) out += fmt::format("; acceptance at 10% at step {}", *c.collapse->at);
  return out + "\n" + line("budget", budget_text(c, cosine_baseline_of(*log.bound))) +
         line("", look.dim(fmt::format("more: taper check {} --steps {}", for_shell(*log.report.last().spec),
                                       log.report.last().steps)));
}

}  // namespace

std::string remedy_text(const log_finding& f) { return taper::remedy_text(f, reports::command_of); }

std::string inspect_json(const inspected& log) { return taper::inspect_json(log, reports::command_of); }

std::string inspect_text(const inspected& log, const style& look) {
  const log_report& r = log.report;
  std::string out = look.bold(r.file.empty() ? "log" : text_for::terminal(r.file));
  if (!r.run.empty()) out += "  run " + text_for::terminal(r.run);
  if (!r.group.empty()) out += "  group " + text_for::terminal(r.group);
  out += fmt::format("   {}, {} rows, {} with a rate ({})", r.format, r.rows, r.rates, r.precision.text());
  if (r.unit != step_unit::steps) out += fmt::format(", counted in {}", unit_name(r.unit));
  if (r.max_steps) out += fmt::format(", planned for {} steps", *r.max_steps);
  out += "\n" + curve_of(log.rows) + "\n";
  for (const log_segment& s : r.segments) out += segment_text(s, r.segments.size() == 1, look);
  const log_segment& last = r.last();
  if (last.spec) {
    out += line("warmup", warmups_text(r));
    out += line("counter", counter_text(last));
  }
  if (log.departed) out += line("expected", log.departed->message);
  if (r.delta) {
    out += line("delta",
                fmt::format("largest change of the loss between rows {}, 99% of them below {}; rows {} steps apart",
                            brief(r.delta->max), brief(r.delta->q99), r.delta->stride));
  }
  if (log.check) out += verdict_text(log, look);
  for (const log_finding& f : r.faults) {
    out += "\n  " + look.fault(fmt::format("{:<10}", "fault")) + wrapped(f.message, 12) + "\n";
    if (f.expected && f.found && f.outside > 0.0) {
      constexpr double far = 1000.0;  // half widths
      const std::string how = f.outside > far ? "far outside its rounding"
                                              : fmt::format("{:.2g} half widths outside its rounding", f.outside);
      out += line("", fmt::format("seen in {} row{}; the first has {} instead of {}, {}", f.rows,
                                  f.rows == 1 ? "" : "s", brief(*f.found), brief(*f.expected), how));
    }
    if (const std::string remedy = remedy_text(f); !remedy.empty()) out += line("", remedy);
  }
  if (!r.notes.empty()) out += "\n";
  for (const log_finding& f : r.notes)
    out += line("note", (f.grade == finding_grade::possible ? "possible: " : "") + f.message);
  if (r.faults.empty()) out += line("faults", "none");
  return out;
}

}  // namespace taper::cli
