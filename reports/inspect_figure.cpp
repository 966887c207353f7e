// The picture and the page of a log.
#include "reports/inspect_figure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "reports/numbers.hpp"
#include "reports/schedule_figure.hpp"
#include "support/version.hpp"

namespace taper::reports {

namespace {

constexpr std::size_t curve_points = 1200;

render::series logged_rates(const log_series& rows) {
  render::series s;
  s.name = "logged";
  s.kind = render::series_kind::dots;
  s.width = 4.0;
  s.color = 0;
  for (const log_row& row : rows.rows) {
    if (!row.has_rate()) continue;
    s.x.push_back(static_cast<double>(row.step));
    s.y.push_back(row.rate);
  }
  return s;
}

std::int64_t lag_at(const log_segment& s, std::int64_t step) {
  std::int64_t lag = s.lags.front().lag;
  for (const counter_lag& l : s.lags) {
    if (l.step <= step) lag = l.lag;
  }
  return lag;
}

// A segment's schedule over logged steps [from, to].
render::series recovered(const log_segment& s, std::int64_t from, std::int64_t to, std::string name, int color) {
  render::series out;
  out.name = std::move(name);
  out.color = color;
  const std::int64_t span = std::max<std::int64_t>(to - from, 1);
  const std::int64_t hop = std::max<std::int64_t>(1, span / static_cast<std::int64_t>(curve_points));
  for (std::int64_t step = from; step <= to; step += hop) {
    const std::int64_t c = step - lag_at(s, step);
    if (c < 0) continue;
    out.x.push_back(static_cast<double>(step));
    out.y.push_back(s.rate(c));
  }
  return out;
}

// The expected schedule, on the logged steps at the offset of the comparison, and up to its end.
render::series expected_curve(const inspected& log) {
  render::series out;
  out.name = "expected: " + log.expected->spec;
  out.color = 7;
  out.dash = render::dash_style::dash_dot;
  const log_report& r = log.report;
  const std::int64_t end = std::max(r.last().to, log.expected->steps.value_or(0));
  const std::int64_t hop = std::max<std::int64_t>(1, end / static_cast<std::int64_t>(curve_points));
  const std::int64_t offset = log.departed ? log.departed->offset : 0;
  for (std::int64_t step = std::max<std::int64_t>(r.segments.front().from, offset); step <= end; step += hop) {
    out.x.push_back(static_cast<double>(step));
    out.y.push_back(log.expected_rate(static_cast<std::uint64_t>(step - offset)));
  }
  return out;
}

render::panel rate_panel(const inspected& log) {
  const log_report& r = log.report;
  render::panel p;
  p.title = "learning rate";
  p.x.label = "logged step";
  p.y.min = 0.0;
  p.columns_wide = 2;
  int color = 1;
  for (std::size_t i = 0; i < r.segments.size(); ++i) {
    const log_segment& s = r.segments[i];
    if (!s.spec) continue;
    p.curves.push_back(
        recovered(s, s.from, s.to, *s.spec + (s.steps > 0 ? fmt::format(" over {}", s.steps) : ""), color));
    const bool last = i + 1 == r.segments.size();
    const std::int64_t end = s.anneals ? s.steps + s.lags.back().lag : s.to;
    // The continuation of the previous plan, dashed, up to the edge of the picture.
    const std::int64_t limit = last ? end : std::min(end, r.last().to);
    if (limit > s.to) {
      render::series rest = recovered(s, s.to, limit, last ? "planned on" : "without the resume", color);
      rest.dash = render::dash_style::dashed;
      rest.width = 1.4;
      p.curves.push_back(std::move(rest));
    }
    ++color;
  }
  if (log.expected_rate) p.curves.push_back(expected_curve(log));
  render::series dots = logged_rates(log.rows);
  p.curves.insert(p.curves.begin(), std::move(dots));
  for (const log_finding& f : r.faults) {
    if (!f.step || p.notes.size() >= 6) continue;
    const auto at = std::find_if(log.rows.rows.begin(), log.rows.rows.end(),
                                 [&](const log_row& row) { return row.has_rate() && row.step >= *f.step; });
    if (at == log.rows.rows.end()) continue;
    p.notes.push_back(
        {static_cast<double>(at->step), at->rate, f.id, render::marker_shape::ring, render::tone::violating});
  }
  return p;
}

// One quantity of the rows; nothing if fewer than two rows have it.
void add_quantity(const log_series& rows, float log_row::* what, const std::string& name, int color, render::panel& p) {
  render::series s;
  s.name = name;
  s.color = color;
  s.width = 1.4;
  for (const log_row& row : rows.rows) {
    if (!std::isfinite(row.*what)) continue;
    s.x.push_back(static_cast<double>(row.step));
    s.y.push_back(static_cast<double>(row.*what));
  }
  if (s.x.size() >= 2) p.curves.push_back(std::move(s));
}

render::panel lag_panel(const log_report& r) {
  render::panel p;
  p.title = "steps that the counter is behind";
  p.x.label = "logged step";
  p.y.min = 0.0;
  render::series s;
  s.kind = render::series_kind::step;
  s.color = 5;
  for (const log_segment& segment : r.segments) {
    for (const counter_lag& l : segment.lags) {
      s.x.push_back(static_cast<double>(l.step));
      s.y.push_back(static_cast<double>(l.lag));
    }
    if (!segment.lags.empty()) {
      s.x.push_back(static_cast<double>(segment.to));
      s.y.push_back(static_cast<double>(segment.lags.back().lag));
    }
  }
  p.curves.push_back(std::move(s));
  return p;
}

render::text_piece plain(std::string text) { return {std::move(text), render::text_style::plain}; }
render::text_piece code(std::string text) { return {std::move(text), render::text_style::code}; }

std::string range_text(const whole_range& r) {
  return r.least == r.most ? std::to_string(r.least) : fmt::format("{} to {}", r.least, r.most);
}

void add_segments(const log_report& r, render::html_report& page) {
  render::html_table t;
  const render::text_align right = render::text_align::right;
  t.columns = {{"logged steps"},
               {"schedule"},
               {"length", right},
               {"warmup", right},
               {"counter"},
               {"exact rows", right},
               {"next best, its misfit, bits by which it loses", right}};
  for (const log_segment& s : r.segments) {
    std::vector<render::text_piece> row = {plain(fmt::format("{} to {}", s.from, s.to))};
    if (s.spec) {
      row.push_back(code(*s.spec));
      row.push_back(plain(s.steps > 0 ? (s.anneals ? range_text(s.steps_range) : std::to_string(s.steps)) : "unknown"));
      row.push_back(plain(range_text(s.warmup_range)));
      row.push_back(plain(s.lags.front().lag == 0 ? "step" : fmt::format("step {:+}", -s.lags.front().lag)));
    } else {
      row.push_back(plain("cannot tell: " + s.reason));
      for (int i = 0; i < 3; ++i) row.push_back(plain(""));
    }
    row.push_back(plain(fmt::format("{} of {}", s.exact, s.rows)));
    row.push_back(plain(s.next_best ? fmt::format("{}, {}, {:.0f}", s.next_best->name,
                                                  percent_text(s.next_best->misfit), s.next_best->bits)
                                    : ""));
    t.rows.push_back(std::move(row));
  }
  t.caption =
      "A row is exact if the rate of the schedule is within the rounding of the log (" + r.precision.text() + ").";
  page.heading("What ran");
  page.table(t);
}

}  // namespace

render::figure inspect_figure(const inspected& log) {
  const log_report& r = log.report;
  render::figure f;
  f.title = r.file.empty() ? "training log" : r.file.substr(r.file.find_last_of('/') + 1);
  if (!r.run.empty()) f.title += ", " + r.run;
  f.subtitle = r.last().spec
                   ? *r.last().spec + (r.last().steps > 0 ? fmt::format(" over {} steps", r.last().steps) : "")
                   : "cannot tell: " + r.last().reason;
  f.panels.push_back(rate_panel(log));
  render::panel losses;
  losses.title = "loss";
  losses.x.label = "logged step";
  add_quantity(log.rows, &log_row::loss, "training loss", 6, losses);
  add_quantity(log.rows, &log_row::eval_loss, "held-out loss", 3, losses);
  const bool lags =
      std::any_of(r.segments.begin(), r.segments.end(), [](const log_segment& s) { return s.lags.size() > 1; });
  if (!losses.curves.empty()) {
    losses.columns_wide = lags ? 1 : 2;
    f.panels.push_back(std::move(losses));
  }
  if (lags) {
    f.panels.push_back(lag_panel(r));
    if (f.panels.size() == 2) f.panels.back().columns_wide = 2;
  }
  return f;
}

render::html_report inspect_page(const inspected& log, const render::figure& f, const call_writer& written) {
  const log_report& r = log.report;
  render::html_report page({f.title,
                            fmt::format("{}, {} rows, {} with a rate{}", r.format, r.rows, r.rates,
                                        r.max_steps ? fmt::format(", planned for {} steps", *r.max_steps) : ""),
                            "taper " TAPER_VERSION ", inspect " + r.file});
  page.chart(f);
  for (const log_finding& x : r.faults) {
    const std::string remedy = remedy_text(x, written);
    page.callout(render::tone::violating, x.message + (remedy.empty() ? "" : " — " + remedy));
  }
  if (r.faults.empty()) page.callout(render::tone::favorable, "No faults found.");
  add_segments(r, page);
  if (log.departed) {
    page.heading("Expected and actual");
    page.callout(log.departed->same ? render::tone::favorable : render::tone::marginal, log.departed->message);
  }
  if (!r.notes.empty()) {
    page.heading("Notes");
    std::vector<std::vector<render::text_piece>> notes;
    for (const log_finding& x : r.notes) notes.push_back({plain(x.message)});
    page.list(notes);
  }
  if (log.check) {
    const check_report& c = *log.check;
    page.heading("Verdict on the schedule that ran");
    page.paragraph({render::verdict_badge(tone_of(c.verdict)), plain("  early "),
                    render::verdict_badge(tone_of(c.early.verdict)), plain("  middle "),
                    render::verdict_badge(tone_of(c.middle.verdict)), plain("  late "),
                    render::verdict_badge(tone_of(c.late.verdict)),
                    plain(fmt::format("  budget {} of peak times steps", brief(c.budget)))});
    std::vector<std::vector<render::text_piece>> reasons;
    for (const std::string& reason : c.reasons) reasons.push_back({plain(reason)});
    if (!reasons.empty()) page.list(reasons);
  }
  if (r.delta) {
    page.heading("Delta from the losses");
    page.paragraph(
        fmt::format("The loss changes by at most {} from row to row, 99 % of the changes are below {}. Rows are {} "
                    "steps apart and may "
                    "average the steps between them, so that the change of a single step can be larger.",
                    brief(r.delta->max), brief(r.delta->q99), r.delta->stride));
  }
  return page;
}

}  // namespace taper::reports
