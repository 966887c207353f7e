// inspect in Python: the schedule of a training log, as the object of `taper inspect --json`.
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <array>

#include "bindings.hpp"
#include "taper/logs/inspect.hpp"
#include "taper/logs/log.hpp"
#include "taper/verdict/check_json.hpp"

namespace taper::python {

namespace {

nb::object whole(std::int64_t v) { return nb::int_(v); }

nb::list pair(const whole_range& r) {
  nb::list out;
  out.append(r.least);
  out.append(r.most);
  return out;
}

/// The remedy of a finding, with the call that it comes down to: retarget("linear", steps=1000, at=400, new_steps=700).
std::string remedy_text(const log_finding& f) {
  if (!f.call) return f.remedy;
  std::string call = std::string(f.call->function) + "(\"" + f.call->spec + "\"";
  for (const auto& [name, value] : f.call->arguments) call += ", " + std::string(name) + "=" + std::to_string(value);
  return f.remedy + (f.remedy.empty() ? "" : ": ") + call + ")";
}

nb::list findings(const std::vector<log_finding>& all) {
  nb::list out;
  for (const log_finding& f : all) {
    nb::dict one;
    one["id"] = f.id;
    one["step"] = optional(f.step);
    one["message"] = f.message;
    if (const std::string remedy = remedy_text(f); !remedy.empty()) one["remedy"] = remedy;
    if (f.grade == finding_grade::possible || f.rows > 0)
      one["grade"] = f.grade == finding_grade::certain ? "certain" : "possible";
    if (f.rows > 0) {
      one["rows"] = f.rows;
      one["expected"] = f.expected ? finite(*f.expected) : nb::none();
      one["found"] = f.found ? finite(*f.found) : nb::none();
      one["outside"] = finite(f.outside);
    }
    out.append(one);
  }
  return out;
}

nb::object counter_dict(const log_segment& s) {
  if (s.lags.empty()) return nb::none();
  nb::list changes;
  for (std::size_t k = 1; k < s.lags.size(); ++k) {
    nb::dict one;
    one["step"] = s.lags[k].step;
    one["lag"] = s.lags[k].lag;
    changes.append(one);
  }
  nb::dict out;
  out["offset"] = s.lags.front().lag;
  out["changes"] = changes;
  return out;
}

nb::dict warmup_dict(const log_segment& s) {
  nb::dict out;
  out["steps"] = s.warmup;
  out["range"] = pair(s.warmup_range);
  return out;
}

nb::dict segment_dict(const log_segment& s) {
  nb::dict out;
  out["from"] = s.from;
  out["to"] = s.to;
  out["spec"] = optional(s.spec);
  if (!s.reason.empty()) out["reason"] = s.reason;
  if (!s.also.empty()) out["also"] = s.also;
  out["steps"] = s.steps > 0 ? whole(s.steps) : nb::none();
  if (s.spec) {
    if (s.anneals) out["steps_range"] = pair(s.steps_range);
    out["warmup"] = warmup_dict(s);
    out["peak"] = s.peak;
    out["peak_range"] = nb::make_tuple(s.peak_least, s.peak_most);
    out["counter"] = counter_dict(s);
  }
  out["exact"] = s.exact;
  out["rows"] = s.rows;
  out["max_relative_error"] = finite(s.max_relative_error);
  if (s.next_best) {
    nb::dict next;
    next["family"] = s.next_best->name;
    next["misfit"] = finite(s.next_best->misfit);
    next["bits"] = finite(s.next_best->bits);
    out["runner_up"] = next;
  }
  return out;
}

nb::object delta_dict(const std::optional<loss_delta>& d) {
  if (!d) return nb::none();
  nb::dict out;
  out["max"] = finite(d->max);
  out["q99"] = finite(d->q99);
  out["stride"] = d->stride;
  return out;
}

/// The verdict on the schedule that ran; None if there is no schedule to judge.
nb::object check_of(const log_report& r) {
  const log_segment& last = r.last();
  if (!last.spec || last.steps < 2) return nb::none();
  const result<schedule> s = parse(*last.spec);
  if (!s) return nb::none();
  result<run> over = s->bind(static_cast<std::uint64_t>(last.steps));
  if (!over) return nb::none();
  check_options how;
  if (r.delta && r.delta->max > 0.0) how.delta = r.delta->max;  // collapse for the largest loss change in the log
  const result<check_report> report = check(*over, how);
  if (!report) return nb::none();
  return loaded(check_json(*last.spec, *over, *report, cosine_baseline_of(*over)));
}

nb::dict report_dict(const log_report& r) {
  const log_segment& last = r.last();
  nb::list segments;
  double worst = 0.0;
  for (const log_segment& s : r.segments) {
    segments.append(segment_dict(s));
    worst = std::fmax(worst, s.max_relative_error);
  }
  nb::dict fit;
  fit["max_relative_error"] = finite(worst);
  nb::dict out;
  out["schema"] = "taper.inspect/1";
  out["file"] = r.file;
  out["format"] = r.format;
  if (!r.run.empty()) out["run"] = r.run;
  if (!r.group.empty()) out["group"] = r.group;
  out["rows"] = r.rows;
  out["rates"] = r.rates;
  out["precision"] = r.precision.text();
  if (r.unit != step_unit::steps) out["clock"] = r.unit == step_unit::epochs ? "epochs" : "rows";
  out["planned_steps"] = optional(r.max_steps);
  out["spec"] = optional(last.spec);
  if (!last.spec) out["reason"] = last.reason;
  out["steps"] = last.steps > 0 ? whole(last.steps) : nb::none();
  out["warmup"] = last.spec ? nb::object(warmup_dict(last)) : nb::none();
  out["counter"] = counter_dict(last);
  out["segments"] = segments;
  out["fit"] = fit;
  out["delta"] = delta_dict(r.delta);
  out["faults"] = findings(r.faults);
  out["notes"] = findings(r.notes);
  out["check"] = check_of(r);
  return out;
}

nb::list reports(const training_log& log) {
  std::vector<log_report> all;
  {
    const nb::gil_scoped_release unlocked;
    all = inspect(log);
  }
  nb::list out;
  for (const log_report& r : all) out.append(report_dict(r));
  return out;
}

}  // namespace

void bind_log(nb::module_& m) {
  m.def(
      "inspect_file",
      [](const std::string& path, const std::string& format, const std::string& pattern) {
        return reports(take(read_log_file(path, {.format = format, .pattern = pattern, .name = path})));
      },
      nb::arg("path"), nb::arg("format"), nb::arg("pattern"));
  m.def(
      "inspect_text",
      [](const std::string& content, const std::string& format, const std::string& pattern, const std::string& name) {
        return reports(take(read_log(std::string_view(content), {.format = format, .pattern = pattern, .name = name})));
      },
      nb::arg("content"), nb::arg("format"), nb::arg("pattern"), nb::arg("name"));
  m.def("log_formats", [] {
    nb::list out;
    for (const log_format& f : log_formats()) out.append(nb::make_tuple(text(f.name), text(f.writes), text(f.looks)));
    return out;
  });
}

}  // namespace taper::python
