// Operations from written calls, and checks of operations that C++ code builds.
#include "arguments.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "taper/schedule.hpp"

namespace taper::combined {

namespace {

// From a checked value to a parameter
// ---------------------------------------------------------------------------------------------------------------------

void take(const written_value& v, const parameter_row&, operand& into) { into = {v.inner, v.at}; }
void take(const written_value& v, const parameter_row& row, placed_amount& into) {
  into = {libraries::amount_of(v, row).value(), v.at};
}
void take(const written_value& v, const parameter_row&, double& into) { into = v.number; }
void take(const written_value& v, const parameter_row&, std::uint64_t& into) {
  into = static_cast<std::uint64_t>(v.number);
}
void take(const written_value& v, const parameter_row&, share& into) { into = {v.number, v.percent}; }
void take(const written_value& v, const parameter_row&, scaling& into) {
  into = static_cast<scaling>(std::ranges::find(scaling_names, v.word) - scaling_names.begin());
}
template <class T>
void take(const written_value& v, const parameter_row& row, std::vector<T>& into) {
  for (const written_value& one : v.list) take(one, row, into.emplace_back());
}
template <class T>
void take(const written_value& v, const parameter_row& row, std::optional<T>& into) {
  if (v.is != written_value::kind::word) take(v, row, into.emplace());  // the word is none
}

template <class Op>
result<operation> read_operation(const written_call& call, std::size_t end, const libraries::inner_reader& read) {
  TAPER_TRY(values, libraries::check_arguments(call, rows_of<Op>(), end, read));
  Op out;
  std::size_t k = 0;
  for_each_parameter(out, [&](const auto&, auto& member) {
    if (values[k]) take(*values[k], rows_of<Op>()[k], member);
    ++k;
  });
  return operation(std::move(out));
}

using reader = result<operation> (*)(const written_call&, std::size_t, const libraries::inner_reader&);
constexpr auto readers = []<class... Op>(std::type_identity<std::variant<Op...>>) {
  return std::array<reader, sizeof...(Op)>{&read_operation<Op>...};
}(std::type_identity<operation>{});

/// The index of an operation's name; the number of operations if there is none.
std::size_t index_of(std::string_view name) {
  return static_cast<std::size_t>(std::ranges::find(combinations, name, &operation_info::name) - combinations.begin());
}

// From a parameter to the value that is checked
// ---------------------------------------------------------------------------------------------------------------------

written_value written(const operand& v) {
  written_value out;
  out.is = written_value::kind::schedule;
  out.inner = v.of;
  return out;
}
written_value written(const placed_amount& v) { return as_argument(v.is); }
written_value written(double v) { return as_argument(v); }
written_value written(std::uint64_t v) { return as_argument(static_cast<double>(v)); }
written_value written(const share& v) {
  written_value out = as_argument(v.value);
  out.percent = v.percent;
  return out;
}
written_value written(scaling v) {
  written_value out;
  out.word = scaling_names[static_cast<std::size_t>(v)];
  return out;
}
template <class T>
written_value written(const std::vector<T>& v) {
  written_value out;
  out.is = written_value::kind::list;
  for (const T& one : v) out.list.push_back(written(one));
  return out;
}
template <class T>
written_value written(const std::optional<T>& v) {
  written_value none;
  none.word = "none";
  return v ? written(*v) : none;
}

template <class Op>
std::optional<error> fault_of(const Op& op) {
  std::optional<error> fault;
  std::size_t k = 0;
  for_each_parameter(op, [&](const auto&, const auto& member) {
    if (!fault) fault = libraries::fault_of(written(member), rows_of<Op>()[k]);
    ++k;
  });
  return fault;
}

}  // namespace

bool is_operation(std::string_view name) { return index_of(name) < readers.size(); }

result<node_ref> make(const written_call& call, std::size_t at, std::size_t end, const libraries::inner_reader& read) {
  TAPER_TRY(is, readers[index_of(call.name)](call, end, read));
  return node::make(std::move(is), at);
}

result<schedule> make(operation is) {
  if (std::optional<error> fault = std::visit([](const auto& op) { return fault_of(op); }, is))
    return *std::move(fault);
  TAPER_TRY(root, node::make(std::move(is)));
  return schedule_of(std::move(root));
}

result<void> settle(placed_amount& a, const parameter_row& row, const libraries::setting& in) {
  written_value shown = as_argument(a.is);
  shown.at = a.at;
  TAPER_TRY(whole, libraries::in_steps(a.is, shown, row, in));
  a.is = whole;
  return {};
}

}  // namespace taper::combined
