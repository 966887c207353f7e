// Converts keys and texts to a record.
#include "logs/read/row_builder.hpp"

namespace taper::inspection {
namespace {

constexpr std::size_t most_groups = 256;
constexpr std::size_t longest_run_name = 200;

bool counts(field kind) {
  return kind == field::step || kind == field::max_steps || kind == field::per_epoch || kind == field::skipped;
}

}  // namespace

const field_name& name_cache::operator()(std::string_view key) {
  scratch_.assign(key);
  const auto found = names_.find(scratch_);
  if (found != names_.end()) return found->second;
  if (names_.size() > 4096) names_.clear();
  return names_.emplace(scratch_, classify_field(key)).first->second;
}

void row_builder::clear() {
  row_.step.reset();
  row_.epoch.reset();
  row_.of.reset();
  row_.loss.reset();
  row_.eval_loss.reset();
  row_.grad_norm.reset();
  row_.skipped.reset();
  row_.rates.clear();
  run_.clear();
  weights_.fill(-1);
  max_steps_.reset();
  held_out_ = false;
}

void row_builder::take(const field_name& name, std::string_view text, std::size_t index) {
  if (name.kind == field::none) return;
  if (name.kind == field::rate) {
    if (index >= most_groups) return;
    std::string group = name.group;
    if (index > 0) group += (group.empty() ? "" : "/") + std::to_string(index);
    row_.add_rate(std::move(group), text);
    return;
  }
  if (index > 0) return;  // of a list of losses the first is used
  int& weight = weights_[static_cast<std::size_t>(name.kind)];
  if (name.weight <= weight) return;
  if (name.kind == field::run) {
    weight = name.weight;
    run_ = text.substr(0, longest_run_name);
    return;
  }
  if (name.kind == field::phase) {
    held_out_ = text == "val" || text == "valid" || text == "validation" || text == "eval" || text == "test";
    return;
  }
  const std::size_t slash = text.find('/');
  if (slash != std::string_view::npos && (name.kind == field::step || name.kind == field::epoch)) {
    const std::optional<double> first = parse_number(text.substr(0, slash));  // "10/438"
    if (first) set(name, *first, parse_whole(text.substr(0, slash)));
    if (first && name.kind == field::step) row_.of = parse_whole(text.substr(slash + 1));
    return;
  }
  const std::optional<double> number = parse_number(text);
  if (number) set(name, *number, counts(name.kind) ? parse_whole(text) : std::nullopt);
}

void row_builder::take(const field_name& name, const plain_decimal& number) {
  if (name.kind == field::none) return;
  if (name.kind == field::run) return take(name, number.text);
  if (name.kind == field::rate) {
    row_.rates.push_back({name.group, number.value(), number.digits});
  } else if (name.weight > weights_[static_cast<std::size_t>(name.kind)]) {
    if (counts(name.kind))
      set(name, 0.0, number.whole());
    else
      set(name, number.value(), std::nullopt);
  }
}

void row_builder::set(const field_name& name, double number, std::optional<std::int64_t> whole) {
  weights_[static_cast<std::size_t>(name.kind)] = name.weight;
  switch (name.kind) {
    case field::step: row_.step = whole; break;
    case field::max_steps: max_steps_ = whole; break;
    case field::per_epoch: row_.of = whole; break;
    case field::skipped: row_.skipped = whole; break;
    case field::epoch: row_.epoch = number; break;
    case field::loss: row_.loss = number; break;
    case field::eval_loss: row_.eval_loss = number; break;
    case field::grad_norm: row_.grad_norm = number; break;
    default: break;
  }
}

}  // namespace taper::inspection
