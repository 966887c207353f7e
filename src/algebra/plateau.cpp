// The plateau rule: its text, its observations, its state.
#include "taper/algebra/plateau.hpp"

#include <cmath>

#include "../libraries/row.hpp"
#include "../notation/lexer.hpp"
#include "taper/notation.hpp"

namespace taper {

namespace {

using libraries::parameter_row;
using libraries::takes;

constexpr parameter_row plateau_rows[] = {
    {"mode", takes::word, "min", {}, "min max", "whether a lower or higher metric is better"},
    {"factor", takes::real, 0.1, range::inside(0, 1), "", "factor of each reduction"},
    {"patience", takes::count, 10, range::at_least(0), "", "observations without improvement before a reduction"},
    {"threshold", takes::real, 0.0001, range::at_least(0), "", "smallest change that counts as an improvement"},
    {"threshold_mode", takes::word, "rel", {}, "rel abs", "threshold relative to the best value, or absolute"},
    {"cooldown", takes::count, 0, range::at_least(0), "", "observations ignored after a reduction"},
    {"least", takes::real, 0, range::between(0, 1), "", "lowest value of the multiplier"},
};

written_value word_of(std::string word) {
  written_value out;
  out.word = std::move(word);
  return out;
}

error in_state(const std::string& what) {
  return failed(errc::syntax, "a saved plateau " + what, "use the text that plateau::save() returned");
}

}  // namespace

result<plateau> plateau::parse(std::string_view text) {
  TAPER_TRY(calls, syntax::read_pipe(text, {}));
  if (calls.size() != 1 || calls.front().name != "plateau") {
    return error{errc::unknown_name, "expected plateau(…), got " + syntax::quoted(text), 0,
                 "write plateau(factor=0.5, patience=5)"};
  }
  written_call call{"plateau", {}};
  for (const syntax::argument& a : calls.front().arguments) call.arguments.push_back({a.key, a.is});
  TAPER_TRY(values, libraries::check_arguments(call, plateau_rows, text.size()));
  const libraries::arguments a = libraries::with_defaults(plateau_rows, std::move(values));
  plateau_options how;
  how.mode = a.choice("mode") == 0 ? plateau_options::direction::min : plateau_options::direction::max;
  how.factor = a.real("factor");
  how.patience = a.count("patience");
  how.threshold = a.real("threshold");
  how.threshold_mode = a.choice("threshold_mode") == 0 ? plateau_options::measure::rel : plateau_options::measure::abs;
  how.cooldown = a.count("cooldown");
  how.least = a.real("least");
  return plateau(how);
}

std::string plateau::print() const {
  const bool max = how_.mode == plateau_options::direction::max;
  const bool abs = how_.threshold_mode == plateau_options::measure::abs;
  const written_call call = libraries::spell(
      "plateau", plateau_rows,
      {word_of(max ? "max" : "min"), as_argument(how_.factor), as_argument(static_cast<double>(how_.patience)),
       as_argument(how_.threshold), word_of(abs ? "abs" : "rel"), as_argument(static_cast<double>(how_.cooldown)),
       as_argument(how_.least)});
  std::string out;
  for (const written_call::argument& a : call.arguments)
    out += (out.empty() ? "" : ", ") + a.key + "=" + print_value(a.value);
  return out.empty() ? "plateau" : "plateau(" + out + ")";
}

bool plateau::better(double metric) const noexcept {
  const bool relative = how_.threshold_mode == plateau_options::measure::rel;
  if (how_.mode == plateau_options::direction::min)
    return metric < (relative ? best_ * (1.0 - how_.threshold) : best_ - how_.threshold);
  return metric > (relative ? best_ * (how_.threshold + 1.0) : best_ + how_.threshold);
}

double plateau::observe(double metric) noexcept {
  if (better(metric)) {
    best_ = metric;
    bad_ = 0;
  } else {
    ++bad_;
  }
  if (cooling_ > 0) {
    --cooling_;
    bad_ = 0;
  }
  if (bad_ > how_.patience) {
    multiplier_ = std::fmax(multiplier_ * how_.factor, how_.least);
    cooling_ = how_.cooldown;
    bad_ = 0;
  }
  return multiplier_;
}

std::string plateau::save() const {
  return "{\"schema\":\"taper.plateau/1\",\"rule\":\"" + print() + "\",\"multiplier\":" + print_number(multiplier_) +
         ",\"best\":" +
         (std::isfinite(best_) ? print_number(best_)
          : best_ > 0          ? "\"inf\""
                               : "\"-inf\"") +
         ",\"bad\":" + std::to_string(bad_) + ",\"cooling\":" + std::to_string(cooling_) + "}";
}

result<plateau> plateau::restored(std::string_view json) {
  constexpr std::string_view head = "{\"schema\":\"taper.plateau/1\",\"rule\":\"";
  if (!json.starts_with(head)) return in_state("must begin with the schema taper.plateau/1");
  json.remove_prefix(head.size());
  const std::size_t quote = json.find('"');
  if (quote == std::string_view::npos) return in_state("has no rule");
  TAPER_TRY(out, parse(json.substr(0, quote)));
  json.remove_prefix(quote + 1);
  const auto field = [&](std::string_view name) -> std::optional<double> {
    const std::string key = ",\"" + std::string(name) + "\":";
    if (!json.starts_with(key)) return std::nullopt;
    json.remove_prefix(key.size());
    double v = 0.0;
    const std::size_t used = read_number(json, v);
    json.remove_prefix(used);
    return used > 0 ? std::optional(v) : std::nullopt;
  };
  const std::optional<double> multiplier = field("multiplier");
  if (!multiplier || !(*multiplier >= 0.0 && *multiplier <= 1.0)) return in_state("has no multiplier from 0 to 1");
  out.multiplier_ = *multiplier;
  constexpr std::pair<std::string_view, double> words[] = {{"\"inf\"", std::numeric_limits<double>::infinity()},
                                                           {"\"-inf\"", -std::numeric_limits<double>::infinity()}};
  std::optional<double> best;
  for (const auto& [word, value] : words) {
    const std::string whole = ",\"best\":" + std::string(word);
    if (best || !json.starts_with(whole)) continue;
    best = value;
    json.remove_prefix(whole.size());
  }
  if (!best) best = field("best");
  const std::optional<double> bad = field("bad");
  const std::optional<double> cooling = field("cooling");
  if (!best || !bad || !cooling || json != "}" || !(*bad >= 0.0 && *bad <= 9e15) ||
      !(*cooling >= 0.0 && *cooling <= 9e15)) {
    return in_state("must end with best, bad and cooling");
  }
  out.best_ = *best;
  out.bad_ = static_cast<std::uint64_t>(*bad);
  out.cooling_ = static_cast<std::uint64_t>(*cooling);
  return out;
}

}  // namespace taper
