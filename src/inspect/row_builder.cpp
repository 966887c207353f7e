// Keys and texts become a record.
#include "row_builder.hpp"

namespace taper::inspection {
namespace {

constexpr std::size_t most_groups = 256;
constexpr std::size_t longest_run_name = 200;

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
  row_.loss.reset();
  row_.eval_loss.reset();
  row_.grad_norm.reset();
  row_.skipped.reset();
  row_.rates.clear();
  run_.clear();
  weights_.fill(-1);
  max_steps_.reset();
}

void row_builder::take(const field_name& name, std::string_view text, std::size_t index) {
  if (name.kind == field::none) return;
  if (name.kind == field::rate) {
    if (index >= most_groups || !parse_number(text)) return;
    std::string group = name.group;
    if (index > 0) group += (group.empty() ? "" : "/") + std::to_string(index);
    row_.rates.emplace_back(std::move(group), std::string(text));
    return;
  }
  if (index > 0) return;  // of a list of losses the first stands for the row
  int& weight = weights_[static_cast<std::size_t>(name.kind)];
  if (name.weight <= weight) return;
  if (name.kind == field::run) {
    weight = name.weight;
    run_ = text.substr(0, longest_run_name);
    return;
  }
  const std::optional<double> number = parse_number(text);
  if (!number) return;
  weight = name.weight;
  switch (name.kind) {
    case field::step: row_.step = parse_whole(text); break;
    case field::max_steps: max_steps_ = parse_whole(text); break;
    case field::skipped: row_.skipped = parse_whole(text); break;
    case field::epoch: row_.epoch = number; break;
    case field::loss: row_.loss = number; break;
    case field::eval_loss: row_.eval_loss = number; break;
    case field::grad_norm: row_.grad_norm = number; break;
    default: break;
  }
}

}  // namespace taper::inspection
