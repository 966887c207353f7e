// Tables of schedules.
#include "report/table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "report/conclusion.hpp"

namespace taper::lab {
namespace {

using json = nlohmann::ordered_json;

json number(const std::optional<double>& v) { return v && std::isfinite(*v) ? json(*v) : json(nullptr); }

json estimate_json(const std::optional<estimate>& e) {
  if (!e || e->n == 0) return nullptr;
  return {{"n", e->n}, {"mean", e->mean}, {"standard_error", e->n < 2 ? json(nullptr) : json(e->standard_error)}};
}

json difference_json(const std::optional<mean_difference>& d) {
  if (!d) return nullptr;
  return {{"mean", d->mean},
          {"standard_error", d->standard_error},
          {"low", d->low},
          {"high", d->high},
          {"p", d->p},
          {"degrees_of_freedom", d->degrees_of_freedom},
          {"detectable", d->detectable}};
}

json published_json(const std::optional<published_value>& p) {
  if (!p) return nullptr;
  return {{"mean", number(p->number.mean)},
          {"standard_error", number(p->number.standard_error)},
          {"low", number(p->number.low)},
          {"high", number(p->number.high)},
          {"measured_minus_published", difference_json(p->against)}};
}

json schedule_json(const schedule_summary& s) {
  json out = {{"spec", s.spec}, {"seeds", s.seeds}, {"values", s.values}, {"diverged", s.diverged}, {"peak", s.peak}};
  out["metric"] = estimate_json(s.metric);
  out["train_loss"] = estimate_json(s.train_loss);
  out["held_out_loss"] = estimate_json(s.held_out_loss);
  out["test_error"] = estimate_json(s.test_error);
  out["delta"] = {{"max", estimate_json(s.delta_max)}, {"q99", estimate_json(s.delta_q99)}};
  out["pairs"] = s.pairs;
  out["minus_reference"] = difference_json(s.against_reference);
  out["adjusted_p"] = number(s.adjusted_p);
  out["published"] = published_json(s.paper);
  out["verdict"] = s.rule ? json(word_of(*s.rule)) : json(nullptr);
  out["expected"] = s.expected
                        ? json{{"quadratic", number(s.expected->quadratic)}, {"bound", number(s.expected->bound)}}
                        : json(nullptr);
  return out;
}

std::string percent(double share) { return fmt::format("{:+.1f}%", 100.0 * share); }

// A column of text, padded to its widest cell.
struct column {
  std::string head;
  bool right = true;
  std::vector<std::string> cells = {};
};

std::size_t width_of(const std::string& text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; }));
}

std::string padded(const std::string& text, std::size_t width, bool right) {
  const std::string space(width - std::min(width, width_of(text)), ' ');
  return right ? space + text : text + space;
}

std::string grid(const std::vector<column>& columns, const text_look& look) {
  std::vector<std::size_t> width;
  for (const column& c : columns) {
    std::size_t w = width_of(c.head);
    for (const std::string& cell : c.cells) w = std::max(w, width_of(cell));
    width.push_back(w);
  }
  std::string head = " ";
  for (std::size_t k = 0; k < columns.size(); ++k)
    head += " " + padded(columns[k].head, width[k], columns[k].right) + " ";
  std::string out = look.dim(head) + "\n";
  for (std::size_t row = 0; row < columns.front().cells.size(); ++row) {
    std::string line = " ";
    for (std::size_t k = 0; k < columns.size(); ++k)
      line += " " + padded(columns[k].cells[row], width[k], columns[k].right) + " ";
    out += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
  }
  return out;
}

std::vector<column> columns_of(const experiment_summary& e) {
  const std::string pm = "±";
  std::vector<column> out{
      {"schedule", false}, {"n"}, {words_of_metric(e.metric)}, {"minus " + e.reference + " (95 %)"}, {"p"}};
  const auto has = [&](auto field) {
    return std::ranges::any_of(e.schedules, [&](const schedule_summary& s) { return (s.*field).has_value(); });
  };
  const bool paper = has(&schedule_summary::paper);
  const bool train = e.metric != "train_loss" && has(&schedule_summary::train_loss);
  const bool held_out = e.metric != "held_out_loss" && has(&schedule_summary::held_out_loss);
  for (const schedule_summary& s : e.schedules) {
    out[0].cells.push_back(s.spec);
    out[1].cells.push_back(std::to_string(s.seeds.size()));
    out[2].cells.push_back(s.values.empty() ? no_mean(s) : mean_text(s.metric, pm));
    if (s.against_reference) {
      const mean_difference& d = *s.against_reference;
      const int digits = digits_for(d.standard_error, d.mean);
      out[3].cells.push_back(fmt::format("{} [{}, {}]", signed_text(d.mean, digits), signed_text(d.low, digits),
                                         signed_text(d.high, digits)));
      out[4].cells.push_back(p_text(*s.adjusted_p));
    } else {
      out[3].cells.push_back(s.spec == e.reference ? "reference" : "–");
      out[4].cells.push_back("");
    }
  }
  const auto add = [&](const std::string& head, auto&& cell) {
    column c{head};
    for (const schedule_summary& s : e.schedules) c.cells.push_back(cell(s));
    out.push_back(std::move(c));
  };
  if (train)
    add("train loss", [&](const schedule_summary& s) { return s.train_loss ? mean_text(*s.train_loss, pm) : "–"; });
  if (held_out)
    add("held-out loss",
        [&](const schedule_summary& s) { return s.held_out_loss ? mean_text(*s.held_out_loss, pm) : "–"; });
  if (paper) add("published", [&](const schedule_summary& s) { return published_text(s.paper, pm); });
  add("quadratic", [&](const schedule_summary& s) { return s.expected ? percent(s.expected->quadratic) : "–"; });
  add("bound", [&](const schedule_summary& s) {
    return s.expected && std::isfinite(s.expected->bound) ? percent(s.expected->bound) : "–";
  });
  add("rule", [&](const schedule_summary& s) { return s.rule ? std::string(word_of(*s.rule)) : "–"; });
  return out;
}

std::string csv_field(const std::string& text) {
  return text.find_first_of(",\"\n") == std::string::npos ? text : "\"" + text + "\"";
}
std::string csv_number(const std::optional<double>& v) { return v && std::isfinite(*v) ? fmt::format("{}", *v) : ""; }

}  // namespace

std::string no_mean(const schedule_summary& s) { return s.diverged > 0 ? "diverged" : "–"; }

int digits_for(double standard_error, double value) {
  const double scale = standard_error > 0.0 ? standard_error : std::abs(value) / 100.0;
  if (!(scale > 0.0) || !std::isfinite(scale)) return 4;
  return std::clamp(1 - static_cast<int>(std::floor(std::log10(scale))), 0, 8);
}

std::string signed_text(double v, int digits) { return fmt::format("{:+.{}f}", v, digits); }

std::string p_text(double p) { return p < 0.001 ? "<0.001" : fmt::format("{:.{}f}", p, p < 0.1 ? 3 : 2); }

std::string mean_text(const estimate& e, const std::string& plus_minus) {
  if (e.n == 0) return "–";
  if (e.n < 2) return fmt::format("{:.4g}", e.mean);
  const int digits = digits_for(e.standard_error, e.mean);
  return fmt::format("{:.{}f} {} {:.{}f}", e.mean, digits, plus_minus, e.standard_error, digits);
}

std::string published_text(const std::optional<published_value>& p, const std::string& plus_minus) {
  if (!p) return "";
  const published& n = p->number;
  if (n.mean && n.standard_error) {
    const int digits = digits_for(*n.standard_error * 10.0, *n.mean);  // the paper prints one digit of the error
    return fmt::format("{:.{}f} {} {:.{}f}", *n.mean, digits, plus_minus, *n.standard_error, digits);
  }
  if (n.low && n.high) return fmt::format("{:.4g}–{:.4g}", *n.low, *n.high);
  return "";
}

std::string table_text(const experiment_summary& e, const text_look& look) {
  std::string out = look.bold(headline(e)) + "\n\n";
  out += grid(columns_of(e), look);
  out += "\n";
  for (const std::string& line : explain_columns(e)) out += look.dim("  " + line) + "\n";
  for (const std::string& line : e.notes) out += "  note: " + line + "\n";
  out += "\n";
  for (const statement& s : conclude(e)) out += "  " + std::string(mark_of(s.result)) + " " + s.text + "\n";
  return out;
}

json table_json(const experiment_summary& e) {
  json out = {{"schema", "taper.lab.table/1"},
              {"experiment", e.name},
              {"protocol", e.protocol},
              {"metric", e.metric},
              {"steps", e.steps},
              {"parameters", e.parameters},
              {"reference", e.reference},
              {"optimum", number(e.optimum)},
              {"confidence", confidence},
              {"power", power}};
  out["schedules"] = json::array();
  for (const schedule_summary& s : e.schedules) out["schedules"].push_back(schedule_json(s));
  out["spearman"] = {{"quadratic", number(e.quadratic_rank)}, {"bound", number(e.bound_rank)}};
  out["machine"] = e.machine;
  out["seconds"] = e.seconds;
  out["throughput"] = number(e.throughput);
  out["notes"] = e.notes;
  out["conclusions"] = json::array();
  for (const statement& s : conclude(e))
    out["conclusions"].push_back({{"outcome", std::string(word_of(s.result))}, {"text", s.text}});
  return out;
}

std::string table_csv(const std::vector<experiment_summary>& all) {
  std::string out =
      "experiment,protocol,schedule,metric,n,diverged,mean,standard_error,minus_reference,low,high,adjusted_p,"
      "detectable,"
      "train_loss,held_out_loss,test_error,delta_max,delta_q99,peak,published_mean,published_standard_error,published_"
      "low,"
      "published_high,expected_quadratic,expected_bound,verdict\n";
  const auto mean = [](const std::optional<estimate>& e) { return e && e->n > 0 ? csv_number(e->mean) : ""; };
  for (const experiment_summary& e : all) {
    for (const schedule_summary& s : e.schedules) {
      const std::optional<mean_difference>& d = s.against_reference;
      const published n = s.paper ? s.paper->number : published{};
      const auto of = [&](double mean_difference::* field) { return d ? csv_number((*d).*field) : ""; };
      out += csv_field(e.name) + "," + csv_field(e.protocol) + "," + csv_field(s.spec) + "," + e.metric + "," +
             std::to_string(s.metric.n) + "," + std::to_string(s.diverged) + "," + mean(s.metric) + "," +
             (s.metric.n < 2 ? "" : csv_number(s.metric.standard_error)) + "," + of(&mean_difference::mean) + "," +
             of(&mean_difference::low) + "," + of(&mean_difference::high) + "," + csv_number(s.adjusted_p) + "," +
             of(&mean_difference::detectable) + "," + mean(s.train_loss) + "," + mean(s.held_out_loss) + "," +
             mean(s.test_error) + "," + mean(s.delta_max) + "," + mean(s.delta_q99) + "," + csv_number(s.peak) + "," +
             csv_number(n.mean) + "," + csv_number(n.standard_error) + "," + csv_number(n.low) + "," +
             csv_number(n.high) + "," +
             (s.expected ? csv_number(s.expected->quadratic) + "," + csv_number(s.expected->bound) : ",") + "," +
             (s.rule ? std::string(word_of(*s.rule)) : "") + "\n";
    }
  }
  return out;
}

}  // namespace taper::lab
