// Nodes of the schedule tree: construction within the limits of nesting, comparison, name, base rate.
#include "taper/node.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "taper/schedule.hpp"

namespace taper {

using libraries::base_rate;

bool operator==(const operand& a, const operand& b) { return a.of == b.of || (a.of && b.of && a.of->is == b.of->is); }

operand as_operand(schedule s, std::size_t at) {
  return {std::make_shared<const inner_schedule>(inner_schedule{std::move(s)}), at};
}

schedule schedule_of(node_ref root) { return {constant{}, {}, std::move(root)}; }

bool is_absolute(const schedule& s) { return s.with.peak || (s.root && s.root->is_absolute()); }

bool operator==(const node_ref& a, const node_ref& b) {
  return a.node_ == b.node_ || (a.node_ && b.node_ && *a.node_ == *b.node_);
}

namespace {

base_rate base_of(const operation& is) {
  return std::visit([](const auto& op) { return op.info.takes_peak ? base_rate::scaled : base_rate::absent; }, is);
}
base_rate base_of(const library_schedule& is) { return is.row->base; }

base_rate base_of(const node& n) {
  return std::visit([](const auto& is) { return base_of(is); }, n.kind());
}

std::string name_of(const operation& is) {
  return std::visit([](const auto& op) { return std::string(op.info.name); }, is);
}
std::string name_of(const library_schedule& is) { return is.name(); }

/// Calls f(inner schedule) for every schedule inside.
template <class F>
void each_inside(const operation& is, F f) {
  const auto each = [&](const auto&, const auto& value) {
    for_operands_in(value, [&](const operand& one) { f(*one.of); });
  };
  std::visit([&](const auto& op) { for_each_parameter(op, each); }, is);
}
template <class F>
void each_inside(const library_schedule& is, F f) {
  for (const std::optional<written_value>& v : is.arguments) {
    if (!v) continue;
    if (v->inner) f(*v->inner);
    for (const written_value& one : v->list) {
      if (one.inner) f(*one.inner);
    }
  }
}

}  // namespace

node::node(kinds is) : is_(std::move(is)) {
  absolute_ = library() != nullptr || base_of(*this) == base_rate::absent;
  std::visit([&](const auto& of) { each_inside(of, [&](const inner_schedule& inner) { add(inner); }); }, is_);
}

void node::add(const inner_schedule& inner) {
  const contents more = inner.is.root ? inner.is.root->inside() : contents{};
  inside_.levels = std::max(inside_.levels, more.levels + 1);
  inside_.schedules += more.schedules + 1;
  absolute_ = absolute_ || taper::is_absolute(inner.is);
}

result<node_ref> node::make(kinds is, std::size_t at) {
  std::shared_ptr<const node> out(new node(std::move(is)));
  const auto too_large = [at](const std::string& what) {
    return error{.code = errc::too_large, .message = what, .offset = at};
  };
  if (out->inside().levels > most_contents.levels)
    return too_large("schedules are nested more than " + std::to_string(most_contents.levels) + " deep");
  if (out->inside().schedules > most_contents.schedules)
    return too_large("more than " + std::to_string(most_contents.schedules) + " schedules inside one");
  return node_ref(std::move(out));
}

std::string node::name() const {
  return std::visit([](const auto& is) { return name_of(is); }, is_);
}

bool node::takes_peak() const noexcept { return base_of(*this) != base_rate::absent; }
bool node::scales_peak() const noexcept { return base_of(*this) == base_rate::scaled; }

double node::default_base() const noexcept {
  const library_schedule* of = library();
  return of == nullptr || of->row->base != base_rate::scaled ? 0.0 : of->of->default_base;
}

}  // namespace taper
