// Reads any line with a rate by its keys: steps, epochs and their brackets, rates by group, losses.
#include <algorithm>

#include "logs/read/line_rule.hpp"
#include "taper/text.hpp"

namespace taper::inspection {
namespace {

std::string_view last_word(std::string_view text) {
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  const std::size_t space = text.find_last_of(" \t");
  return space == std::string_view::npos ? text : text.substr(space + 1);
}

std::string_view before_last_word(std::string_view text) {
  const std::string_view last = last_word(text);
  return text.substr(0, static_cast<std::size_t>(last.data() - text.data()));
}

struct judged {
  field_name name{};
  std::string_view key{};  ///< the words that were classified
};

// Words before a number may contain more than the key ("INFO - step", "Set learning rate to"): the last two are
// tried, then the last. The word before them is checked: "initial learning rate", "per step" mean something else.
judged judge_key(line_work& work, std::string_view key, const std::array<line_word, 3>& words) {
  for (std::string_view link = last_word(key); link == "to" || link == "is" || link == "now"; link = last_word(key)) {
    key = before_last_word(key);
    while (!key.empty() && (key.back() == ' ' || key.back() == '\t')) key.remove_suffix(1);
    if (key.empty()) return {};
  }
  const std::string_view last = last_word(key);
  for (const line_word& word : words) {
    if (!word.text.empty() && last == word.text) return {{word.kind, 5, {}}, last};
  }
  const std::string_view rest = before_last_word(key);
  const auto spoiled = [](field kind, std::string_view before) {
    if (before.empty()) return false;
    const std::string word = lower_case(before);
    if (kind == field::epoch && word == "of") return false;  // "End of epoch 3"
    return kind == field::rate                           ? spoils_rate(word)
           : kind == field::step || kind == field::epoch ? spoils_step(word)
                                                         : false;
  };
  if (const std::string_view first = last_word(rest); !first.empty()) {
    const std::string_view both = key.substr(static_cast<std::size_t>(first.data() - key.data()));
    const field_name two = work.names(both);
    const bool last_tells = two.kind == field::rate && work.names(last).kind != field::none;  // "learning_rate step"
    if (two.kind != field::none && !last_tells) {
      const std::string_view third = last_word(before_last_word(rest));
      const bool begins = two.kind == field::epoch && lower_case(third) == "start";  // "Start Training Epoch 3"
      return spoiled(two.kind, third) && !begins ? judged{} : judged{two, both};
    }
  }
  const field_name& name = work.names(last);
  return spoiled(name.kind, last_word(rest)) ? judged{} : judged{name, last};
}

std::string_view between(std::string_view line, const line_field& a, const line_field& b) {
  const auto from = static_cast<std::size_t>(a.text.data() + a.text.size() - line.data());
  const auto to = static_cast<std::size_t>(b.text.data() - line.data());
  return line.substr(from, to - from);
}

bool is_percent(std::string_view line, const line_field& f) {
  const char* const end = f.text.data() + f.text.size();
  return end != line.data() + line.size() && *end == '%';
}

// "06/08 12:00:00": the day of a date, which looks like n/N.
bool before_time(std::string_view line, const line_field& f) {
  std::string_view rest = line.substr(static_cast<std::size_t>(f.text.data() + f.text.size() - line.data()));
  const std::size_t digit = rest.find_first_not_of(' ');
  if (digit == std::string_view::npos || digit == 0) return false;
  const std::size_t colon = rest.find_first_not_of("0123456789", digit);
  return colon != std::string_view::npos && colon > digit && rest[colon] == ':';
}

// "Epoch: [3][60/4887]", "Train: 3 [  50/400 ( 12%)]", "epoch 003:   1000 / 2184", "| epoch 25 | 800/ 1106 batches |":
// the number that follows the epoch without a word is the step in the epoch.
bool follows_epoch(std::string_view line, const line_field& epoch, const std::vector<line_field>& fields,
                   std::size_t at) {
  constexpr std::size_t nearest = 24;
  const std::string_view gap = between(line, epoch, fields[at]);
  if (gap.size() > nearest || gap.find_first_not_of(" ][():%\t,|-0123456789/") != std::string_view::npos) return false;
  const std::size_t last = gap.find_last_not_of(" \t");
  if (last != std::string_view::npos && gap[last] == '[') return true;
  const bool of = at + 1 < fields.size() && fields[at + 1].after_slash;
  const bool date = of && ((at + 2 < fields.size() && fields[at + 2].after_slash) || before_time(line, fields[at + 1]));
  return of && !date && (last == std::string_view::npos || gap[last] == ':' || gap[last] == '|');
}

// The only number written n/N in a line; dates are written n/N/N.
std::size_t only_fraction(const std::vector<line_field>& fields) {
  std::size_t found = fields.size();
  for (std::size_t i = 0; i + 1 < fields.size(); ++i) {
    if (fields[i].after_slash || !fields[i + 1].after_slash) continue;
    if (i + 2 < fields.size() && fields[i + 2].after_slash) continue;
    if (found < fields.size()) return fields.size();
    found = i;
  }
  return found;
}

// "420 | loss 4.06 | lr 9.0e-04": the number before the first bar, where no word names the position.
bool is_before_first_bar(std::string_view line, const std::vector<line_field>& fields) {
  if (fields.empty() || !fields.front().key.empty()) return false;
  const std::string_view text = fields.front().text;
  const auto begin = static_cast<std::size_t>(text.data() - line.data());
  if (line.substr(0, begin).find_first_not_of(" |") != std::string_view::npos) return false;
  const std::size_t after = line.find_first_not_of(" \t", begin + text.size());
  return after != std::string_view::npos && line[after] == '|';
}

// "epoch/iter: 52/13673"
bool names_epoch_and_step(std::string_view key, name_cache& names) {
  const std::size_t slash = key.find('/');
  return slash != std::string_view::npos && names(last_word(key.substr(0, slash))).kind == field::epoch &&
         names(key.substr(slash + 1)).kind == field::step;
}

bool is_option(std::string_view line, std::string_view key) {  // "--lr 0.1"
  const auto at = static_cast<std::size_t>(key.data() - line.data());
  return at >= 2 && line[at - 1] == '-' && line[at - 2] == '-';
}

}  // namespace

std::optional<double> value_after(std::string_view line, std::string_view label) {
  const std::string_view text = number_after(line, label);
  return text.empty() ? std::nullopt : parse_number(text);
}

line_result take_by_keys(std::string_view line, line_work& work, const std::array<line_word, 3>& words) {
  work.row.clear();
  work.rate_key.clear();
  work.step_key.clear();
  work.epoch_key.clear();
  scan_fields(line, work.fields);
  const std::vector<line_field>& fields = work.fields;
  const bool held_out = line.find("validate step") != std::string_view::npos;  // torchtitan's evaluations
  int step_weight = -1;
  std::string_view base;
  const auto of_at = [&](std::size_t i) -> std::optional<std::int64_t> {
    if (i + 1 >= fields.size() || !fields[i + 1].after_slash) return std::nullopt;
    return parse_whole(without_commas(fields[i + 1].text, work.digits));
  };
  const auto take_step = [&](std::size_t i, int weight, std::string_view key) {
    const std::optional<std::int64_t> step = parse_whole(without_commas(fields[i].text, work.digits));
    if (weight <= step_weight || !step) return;
    step_weight = weight;
    work.step_key = key;
    work.row.row().step = step;
    work.row.row().of = of_at(i);
  };
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const line_field& f = fields[i];
    if (f.key.empty() || f.after_slash) continue;
    if (i + 1 < fields.size() && fields[i + 1].after_slash && names_epoch_and_step(f.key, work.names)) {
      work.row.row().epoch = parse_number(f.text);
      work.epoch_key = f.key;
      take_step(i + 1, 8, f.key);
      continue;
    }
    const judged key = judge_key(work, f.key, words);
    record& row = work.row.row();
    switch (key.name.kind) {
      case field::none:
        if (base.empty() && f.index == 0 && names_base_rate(f.key)) base = f.text;
        break;
      case field::rate: {
        if (is_option(line, key.key)) break;
        const bool known = std::any_of(row.rates.begin(), row.rates.end(),
                                       [&](const group_rate& r) { return r.group == key.name.group; });
        if (known && f.index == 0) break;  // base_lr after lr: the first is used
        if (work.rate_key.empty()) work.rate_key = key.key;
        work.row.take(key.name, without_commas(f.text, work.digits), f.index);
        break;
      }
      case field::step:
        if (f.index == 0 && !is_percent(line, f)) take_step(i, key.name.weight, key.key);
        break;
      case field::epoch: {
        if (row.epoch || is_percent(line, f)) break;
        row.epoch = parse_number(f.text);
        work.epoch_key = key.key;
        std::size_t next = i + 1;
        if (next < fields.size() && fields[next].after_slash) ++next;
        if (next < fields.size() && is_percent(line, fields[next])) ++next;
        if (next < fields.size() && fields[next].key.empty() && follows_epoch(line, f, fields, next))
          take_step(next, 4, "[]");
        break;
      }
      case field::loss:
        if (f.index > 0) break;
        work.row.take(held_out ? field_name{field::eval_loss, key.name.weight, {}} : key.name,
                      without_commas(f.text, work.digits));
        break;
      default:
        if (f.index == 0) work.row.take(key.name, without_commas(f.text, work.digits));
    }
  }
  const record& row = work.row.row();
  work.base_rate = row.rates.empty() && !base.empty() && (row.step || row.epoch);
  if (work.base_rate) {
    work.rate_key = "base lr";
    work.row.take({field::rate, 1, {}}, base);
  }
  if (!row.rates.empty() && !row.step && !row.epoch) {
    const std::size_t only = only_fraction(fields);  // "Training  [  10/125000]  eta: …  lr: 1e-3"
    if (only < fields.size() && line.find("%|") == std::string_view::npos)
      take_step(only, 1, "n/N");
    else if (is_before_first_bar(line, fields))
      take_step(0, 1, "n |");
  }
  const bool says = !row.rates.empty() || row.loss || row.eval_loss || row.step || row.epoch;
  return says ? line_result::row : line_result::nothing;
}

}  // namespace taper::inspection
