// Schedules of libraries from typed C++ arguments, by the same call that the notation parses.
#include <cmath>
#include <string>
#include <utility>

#include "row.hpp"
#include "taper/library_types.hpp"
#include "taper/text.hpp"

namespace taper {

namespace {

using kind = written_value::kind;

written_value word_argument(std::string word) {
  written_value out;
  out.word = std::move(word);
  return out;
}
bool all_finite(const written_value& v) {
  if (v.is == kind::number && !std::isfinite(v.number)) return false;
  for (const written_value& one : v.list) {
    if (!all_finite(one)) return false;
  }
  return true;
}

}  // namespace

result<written_value> library_call::written(bool v) { return word_argument(v ? "true" : "false"); }
result<written_value> library_call::written(double v) { return as_argument(v); }
result<written_value> library_call::written(const std::string& v) {
  written_value out = word_argument(v);
  out.is = kind::text;
  return out;
}
result<written_value> library_call::written(const whole_argument& v) { return as_argument(v.get()); }
result<written_value> library_call::written(const amount_argument& v) { return as_argument(v.get()); }
result<written_value> library_call::written(const time_argument& v) {
  if (const auto* text = std::get_if<std::string>(&v.get())) return written(*text);
  return as_argument(std::get<amount>(v.get()));
}
result<written_value> library_call::written(const std::pair<amount_argument, double>& v) {
  written_value out;
  out.is = kind::list;
  out.list = {as_argument(v.first.get()), as_argument(v.second)};
  return out;
}
result<written_value> library_call::written(const library_part& v) {
  if (!v.get()) return v.get().error();
  return as_argument(*v.get());
}

void library_call::add(std::string_view key, result<written_value> v) {
  if (fault_) return;
  if (!v) {
    fault_ = v.error();
  } else if (!all_finite(*v)) {
    fault_ = failed(errc::out_of_range, std::string(key) + " must be finite");
  } else {
    call_.arguments.push_back({std::string(key), *std::move(v)});
  }
}

void library_call::add_list(std::string_view key, std::vector<result<written_value>> all) {
  written_value out;
  out.is = kind::list;
  for (result<written_value>& one : all) {
    if (!one) return add(key, one.error());
    out.list.push_back(*std::move(one));
  }
  add(key, std::move(out));
}

result<schedule> library_call::made() && {
  if (fault_) return *std::move(fault_);
  TAPER_TRY(root, libraries::make(call_, error::nowhere, error::nowhere));
  return schedule_of(std::move(root));
}

}  // namespace taper
