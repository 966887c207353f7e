// Reads text line by line: each line goes to the rule of its program. Rows of different kinds are kept separate until it
// is known which of them are the log.
#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "logs/read/not_a_log.hpp"
#include "logs/read/reader.hpp"

namespace taper::inspection {
namespace {

constexpr std::size_t longest_row = 20'000;
constexpr std::size_t most_kinds = 64;
constexpr std::uint64_t near_lines = 60;     // a step from a heading applies to this many lines
constexpr std::uint64_t far_lines = 20'000;  // an epoch

// Arguments and configurations look like rows; they are recognized by the kinds of words in one line.
bool is_dump(std::string_view line) {
  if (line.find("amespace(") != std::string_view::npos) return true;
  int words = 0;
  for (const std::string_view word : {"batch_size", "num_workers", "seed", "weight_decay", "resume", "optimizer=",
                                      "'optimizer'", "\"optimizer\"", "--", "dropout", "data_dir", "momentum"})
    words += line.find(word) != std::string_view::npos ? 1 : 0;
  return words >= 3;
}

// Rows of one program that use the same words for position and rate.
struct row_kind {
  std::string label;
  const reader* rule = nullptr;
  std::uint64_t rates = 0;
  bool positioned = false;
  std::string rate_key{};
  double first_rate = 0.0;  ///< below the last heading
  double last_rate = 0.0;
  bool base = false;  ///< named "base lr": a setting, unless it changes and no other rate is there
  bool changes = false;
  bool by_heading = false;  ///< the position comes from an earlier line
  std::uint64_t headings = 0;
  double heading = -1.0;
  std::uint64_t same = 0;  ///< headings below which the rates are those of the last heading, in the same order
  std::uint64_t on = 0;    ///< headings below which the rates continue where they stopped

  // A setting follows only one heading. Where the rates continue over the headings, their rows lie between them.
  [[nodiscard]] bool taken() const { return by_heading ? headings >= 3 && on <= same : !base || changes; }

  void take(double rate) {
    changes = changes || (rates > 0 && rate != last_rate);
    ++rates;
    last_rate = rate;
  }
  void take(double rate, double at_heading) {
    if (at_heading != heading) {
      const bool several = first_rate != last_rate;
      if (several) ++(std::abs(rate - last_rate) < std::abs(rate - first_rate) ? on : same);
      ++headings;
      first_rate = rate;
    }
    by_heading = true;
    heading = at_heading;
    take(rate);
  }
};

// A row without a step, between two drawings of the progress bar of the training.
struct barred_row {
  std::size_t kind = 0;
  record row;
  std::int64_t before = 0;
  std::optional<std::int64_t> after;
};

// The Trainer redraws its bar after it prints a row, with the step of the row; before the row the bar may be
// some steps old. Other programs draw it before the row. The epochs of the rows decide, because steps follow them.
bool bars_follow_rows(const std::vector<barred_row>& rows) {
  const auto far_off = [&](auto step_of) {
    const barred_row& last = rows.back();
    if (!last.row.epoch || !(*last.row.epoch > 0.0)) return 0.0;
    const double steps_per_epoch = static_cast<double>(step_of(last)) / *last.row.epoch;
    double sum = 0.0;
    for (const barred_row& r : rows)
      sum += std::abs(static_cast<double>(step_of(r)) - steps_per_epoch * r.row.epoch.value_or(0.0));
    return sum;
  };
  return far_off([](const barred_row& r) { return r.after.value_or(r.before); }) <
         far_off([](const barred_row& r) { return r.before; });
}

// Information for later rows from lines that are not rows.
struct heading {
  double value = 0.0;
  std::uint64_t line = 0;
};

class text_log {
 public:
  text_log(log_sink& sink, const reader* only) : sink_(sink), only_(only) { work_.log = &sink.log(); }

  void take(std::string_view line) {
    ++line_number_;
    line = without_colors(line, work_.scratch);
    if (line.size() > longest_row || is_dump(line)) return;
    take_by_rules(line);
  }

  read_result finish();

 private:
  void take_by_rules(std::string_view line);
  void take_row(std::string_view line, line_result result, const reader& rule);
  bool take_progress_bar(std::string_view line);
  std::size_t kind_of(const reader& rule, std::string_view context);
  read_result settle_kinds();
  [[nodiscard]] read_result without_any_rate() const;
  [[nodiscard]] read_result without_positions() const;

  log_sink& sink_;
  const reader* only_;
  line_work work_;
  std::uint64_t line_number_ = 0;
  std::optional<heading> step_;
  std::optional<heading> epoch_;
  std::vector<row_kind> kinds_;
  std::unordered_map<std::string, std::size_t> kind_index_;
  std::string kind_key_;
  std::vector<barred_row> barred_;
  std::optional<std::int64_t> bar_step_;  // n of the last progress bar "n/N [", for rows without a step
  std::optional<std::int64_t> bar_total_;
  std::unordered_map<const reader*, std::uint64_t> rows_of_;  // by rule, with a rate or without
};

void text_log::take_by_rules(std::string_view line) {
  for (const reader* const one : readers()) {
    work_.fields.clear();
    work_.rate_key.clear();
    work_.base_rate = false;
    work_.step_key.clear();
    work_.epoch_key.clear();
    if (one->line.fits == nullptr || (only_ != nullptr && one != only_) || !one->line.fits(line)) continue;
    const line_result result =
        one->line.take != nullptr ? one->line.take(line, work_) : take_by_keys(line, work_, one->line.words);
    if (result == line_result::other) continue;
    take_row(line, result, *one);  // a progress bar gives only the position
    return;
  }
}

// "  2%|▏  | 10/500 [00:05<04:12,  1.94it/s, lr=1e-4]". The bar of the training has no words before it and comes first;
// bars of evaluations look the same but have another N. A bar with a rate is itself a row.
bool text_log::take_progress_bar(std::string_view line) {
  const std::size_t percent = line.find("%|");
  if (percent == std::string_view::npos) return false;
  const std::size_t bar = line.find('|', percent + 2);
  const bool described = line.substr(0, percent).find_first_not_of(" 0123456789") != std::string_view::npos;
  const bool dictionary =
      line.find('{') != std::string_view::npos;  // a printed row may follow the bar on the same line
  record& row = work_.row.row();
  for (std::size_t i = 1; i < work_.fields.size(); ++i) {
    const line_field& f = work_.fields[i];
    const auto at = static_cast<std::size_t>(f.text.data() - line.data());
    if (!f.after_slash || bar == std::string_view::npos || at < bar) continue;
    const std::optional<std::int64_t> of = parse_whole(f.text);
    const std::optional<std::int64_t> step = parse_whole(work_.fields[i - 1].text);
    if (!row.rates.empty() && !dictionary) {
      // Words after the bar are a separate line, printed over it: "19/200 [00:40<06:13]Epoch [20/200] | LR: 1e-3".
      const bool printed_over = !work_.epoch_key.empty() && line.rfind(work_.epoch_key) > bar;
      if (!row.step && !printed_over) {
        row.step = step;
        row.of = of;
        work_.step_key = "bar";
      }
      return false;
    }
    if (!bar_total_ && !described) bar_total_ = of;
    if (!described && of == bar_total_) {
      bar_step_ = step;
      if (!barred_.empty() && !barred_.back().after) barred_.back().after = step;
    }
    return !dictionary;
  }
  return false;
}

std::size_t text_log::kind_of(const reader& rule, std::string_view context) {
  kind_key_.assign(rule.format.name).append("\x1f").append(work_.step_key).append("\x1f").append(work_.epoch_key);
  kind_key_.append("\x1f").append(work_.rate_key).append("\x1f").append(context);
  const auto found = kind_index_.find(kind_key_);
  if (found != kind_index_.end()) return found->second;
  if (kinds_.size() >= most_kinds) return most_kinds;
  const std::string position = !work_.step_key.empty() ? work_.step_key : work_.epoch_key;
  kinds_.push_back(
      {position.empty() ? work_.rate_key : position + ", " + work_.rate_key, &rule, 0, false, work_.rate_key});
  kind_index_.emplace(kind_key_, kinds_.size() - 1);
  return kinds_.size() - 1;
}

void text_log::take_row(std::string_view line, line_result result, const reader& rule) {
  if (take_progress_bar(line) || line.find("'train_runtime'") != std::string_view::npos) return;
  if (result == line_result::nothing) return;
  record& row = work_.row.row();
  if (work_.row.max_steps() && *work_.row.max_steps() > 0) sink_.log().max_steps = work_.row.max_steps();
  if (row.rates.empty() || work_.base_rate) {
    if (row.step) step_ = {static_cast<double>(*row.step), line_number_};
    if (row.epoch) epoch_ = {*row.epoch, line_number_};
  }
  if (row.rates.empty()) {
    const bool says = row.loss || row.eval_loss;
    if (!says) return;
    if (!row.step && bar_step_ && !row.epoch) row.step = bar_step_;
    if (!row.step && !row.epoch) return;
    ++rows_of_[&rule];
    sink_.add({}, row);
    return;
  }
  ++rows_of_[&rule];
  std::string_view context;
  const bool barred = !row.step && bar_step_;
  if (!row.step && !barred && !row.epoch) {
    const bool step_holds = step_ && line_number_ - step_->line <= near_lines;
    const bool epoch_holds = epoch_ && line_number_ - epoch_->line <= far_lines;
    if (step_holds && (!epoch_holds || step_->line >= epoch_->line)) {
      row.step = static_cast<std::int64_t>(step_->value);
      context = "step";
    } else if (epoch_holds) {
      row.epoch = epoch_->value;
      context = "epoch";
    }
  } else if (row.step && !row.epoch && epoch_ && line_number_ - epoch_->line <= far_lines) {
    row.epoch = epoch_->value;  // detects steps that restart in each epoch
  }
  const std::size_t kind = kind_of(rule, context);
  if (kind == most_kinds) return;
  row_kind& of = kinds_[kind];
  of.base = work_.base_rate;
  of.positioned = of.positioned || row.step || row.epoch || barred;
  const double rate = row.rates.front().value;
  if (context.empty())
    of.take(rate);
  else
    of.take(rate, row.step ? static_cast<double>(*row.step) : *row.epoch);
  if (barred)
    barred_.push_back({kind, row, *bar_step_, {}});
  else
    sink_.add("\x1e" + std::to_string(kind), row);
}

// The kind with the most rates is the log. Other kinds with a large enough share are separate series (engines that name
// their rates differently, lines per epoch between lines per batch); a few lines are ignored.
read_result text_log::settle_kinds() {
  constexpr std::uint64_t few = 3;
  const row_kind* main = nullptr;
  for (const row_kind& kind : kinds_) {
    if (!kind.taken() || (main != nullptr && kind.base && !main->base)) continue;
    if (main == nullptr || kind.base < main->base || kind.positioned > main->positioned ||
        (kind.positioned == main->positioned && kind.rates > main->rates))
      main = &kind;
  }
  if (main == nullptr) return without_positions();
  std::uint64_t lost = 0;  // rows of the same words, below headings that give no position
  for (const row_kind& kind : kinds_) lost += !kind.taken() && kind.rate_key == main->rate_key ? kind.rates : 0;
  if (!main->positioned && 4 * lost > main->rates) return without_positions();
  for (std::size_t i = 0; i < kinds_.size(); ++i) {
    const row_kind& kind = kinds_[i];
    const std::string run = "\x1e" + std::to_string(i);
    if (!kind.taken() || kind.base != main->base)
      sink_.drop_run(run);
    else if (&kind == main)
      sink_.rename_run(run, {});
    else if (kind.positioned == main->positioned && kind.rates >= few && 4 * kind.rates >= main->rates)
      sink_.rename_run(run, kind.label);
    else
      sink_.drop_run(run);
  }
  sink_.log().format = main->rule->format.name;
  return std::nullopt;
}

read_result text_log::without_positions() const {
  std::uint64_t rates = 0;
  bool shared = false;
  for (const row_kind& kind : kinds_) {
    rates += kind.base ? 0 : kind.rates;
    shared = shared || kind.headings >= 3;
  }
  if (rates == 0) return without_any_rate();
  return not_a_log(std::to_string(rates) + (rates == 1 ? " line" : " lines") +
                       " with a learning rate, but no position: neither a step nor an epoch in the line, and " +
                       (shared ? "several such lines below each heading" : "fewer than three headings above"),
                   "log the step in each line, give a later copy of the log, or name the position with {pattern}");
}

read_result text_log::without_any_rate() const {
  const auto most = std::max_element(rows_of_.begin(), rows_of_.end(),
                                     [](const auto& a, const auto& b) { return a.second < b.second; });
  if (most != rows_of_.end() && most->first->format.name != "lines") {
    sink_.log().format = most->first->format.name;
    return std::nullopt;  // the caller reports that the log of this program has no rates
  }
  if (only_ != nullptr) {
    sink_.log().format = only_->format.name;
    return std::nullopt;
  }
  return not_a_log("not recognized as a training log: no line with a learning rate was recognized",
                   "name its format with {format}, or give a {pattern}");
}

read_result text_log::finish() {
  const bool follow = !barred_.empty() && bars_follow_rows(barred_);
  for (barred_row& r : barred_) {
    r.row.step = follow ? r.after.value_or(r.before) : r.before;
    r.row.of = bar_total_;
    sink_.add("\x1e" + std::to_string(r.kind), r.row);
  }
  if (kinds_.empty()) return without_any_rate();
  sink_.count_rows_from(5);
  return settle_kinds();
}

}  // namespace

read_result read_text(byte_source& source, log_sink& sink, const read_options&, const reader* only) {
  line_reader lines(source);
  text_log log(sink, only);
  std::string_view line;
  while (lines.next(line)) log.take(line);
  return log.finish();
}

}  // namespace taper::inspection
