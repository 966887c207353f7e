// Keys and texts become a record.
#include "row_builder.hpp"

namespace taper::inspection {

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
  weights_.fill(-1);
  max_steps_.reset();
}

void row_builder::take(const field_name& name, std::string_view text) {
  if (name.kind == field::none) return;
  if (name.kind == field::rate) {
    if (parse_number(text)) row_.rates.emplace_back(name.group, std::string(text));
    return;
  }
  int& weight = weights_[static_cast<std::size_t>(name.kind)];
  if (name.weight <= weight) return;
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
