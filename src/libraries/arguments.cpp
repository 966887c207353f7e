// Typed access to checked arguments.
#include <algorithm>
#include <cmath>
#include <utility>

#include "row.hpp"

namespace taper::libraries {

arguments::arguments(std::span<const parameter_row> rows, std::vector<std::optional<written_value>> values)
    : rows_(rows), values_(std::move(values)) {}

namespace {

std::uint64_t whole(const written_value& v) { return static_cast<std::uint64_t>(v.number); }

constexpr std::initializer_list<takes> numbers = {takes::real, takes::share, takes::count, takes::steps};
constexpr std::initializer_list<takes> counts_of = {takes::count, takes::steps};
constexpr std::initializer_list<takes> texts_of = {takes::schedules, takes::any_schedules, takes::all_words};

/// A maker that reads an argument missing from its row is a programming error; this names it instead of returning 0.
[[noreturn]] void mistaken(std::string_view name, const char* what) {
  raise({errc::unsupported,
         "a schedule reads the argument '" + std::string(name) + "', which " + what,
         error::nowhere,
         {}});
}

}  // namespace

std::size_t arguments::place(std::string_view name, std::initializer_list<takes> kinds) const {
  for (std::size_t k = 0; k < rows_.size(); ++k) {
    if (rows_[k].name != name) continue;
    if (kinds.size() > 0 && std::ranges::find(kinds, rows_[k].kind) == kinds.end())
      mistaken(name, "its row declares with another kind");
    return k;
  }
  mistaken(name, "its row does not have");
}

const written_value& arguments::value(std::string_view name, std::initializer_list<takes> kinds) const {
  static const written_value none{};
  const std::optional<written_value>& v = values_[place(name, kinds)];
  return v ? *v : none;
}

bool arguments::given(std::string_view name) const {
  const written_value& v = value(name);
  return !(v.is == written_value::kind::word && (v.word.empty() || v.word == "none"));
}

double arguments::real(std::string_view name) const {
  const written_value& v = value(name, numbers);
  return v.percent ? v.number / 100.0 : v.number;
}

std::uint64_t arguments::count(std::string_view name) const { return whole(value(name, counts_of)); }

bool arguments::flag(std::string_view name) const { return value(name, {takes::flag}).word == "true"; }

std::size_t arguments::choice(std::string_view name) const {
  const std::size_t k = place(name, {takes::word});
  const std::string_view word = values_[k] ? std::string_view(values_[k]->word) : std::string_view();
  std::size_t at = 0;
  std::string_view rest = rows_[k].words;
  while (!rest.empty()) {
    const std::string_view first = rest.substr(0, rest.find(' '));
    if (first == word) return at;
    rest.remove_prefix(std::min(rest.size(), first.size() + 1));
    ++at;
  }
  mistaken(name, "has a default that is not among the words of its row");
}

std::vector<double> arguments::reals(std::string_view name) const {
  std::vector<double> out;
  for (const written_value& v : value(name, {takes::reals}).list) out.push_back(v.number);
  return out;
}

std::vector<std::uint64_t> arguments::counts(std::string_view name) const {
  std::vector<std::uint64_t> out;
  for (const written_value& v : value(name, {takes::all_steps}).list) out.push_back(whole(v));
  return out;
}

std::vector<std::pair<std::uint64_t, double>> arguments::pairs(std::string_view name) const {
  std::vector<std::pair<std::uint64_t, double>> out;
  for (const written_value& row : value(name, {takes::pairs}).list) {
    const std::uint64_t key = whole(row.list[0]);
    const auto same = std::ranges::find_if(out, [&](const auto& p) { return p.first == key; });
    if (same == out.end()) {
      out.emplace_back(key, row.list[1].number);
    } else {
      same->second = row.list[1].number;  // a dictionary keeps the last value of a key
    }
  }
  std::ranges::sort(out);
  return out;
}

std::vector<std::string> arguments::texts(std::string_view name) const {
  std::vector<std::string> out;
  for (const written_value& v : value(name, texts_of).list) out.push_back(v.word);
  return out;
}

const std::vector<written_value>& arguments::schedules(std::string_view name) const { return value(name).list; }

}  // namespace taper::libraries
