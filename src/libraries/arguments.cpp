// Typed access to checked arguments.
#include <algorithm>
#include <cmath>
#include <utility>

#include "taper/libraries/catalogue.hpp"

namespace taper::libraries {

arguments::arguments(std::span<const parameter_row> rows, std::vector<std::optional<written_value>> values)
    : rows_(rows), values_(std::move(values)) {}

namespace {
const written_value none{};

std::uint64_t whole(const written_value& v) { return static_cast<std::uint64_t>(v.number); }
}  // namespace

const written_value& arguments::value(std::string_view name) const {
  for (std::size_t k = 0; k < rows_.size(); ++k) {
    if (rows_[k].name == name) return values_[k] ? *values_[k] : none;
  }
  return none;
}

bool arguments::given(std::string_view name) const {
  const written_value& v = value(name);
  return !(v.is == written_value::kind::word && (v.word.empty() || v.word == "none"));
}

double arguments::real(std::string_view name) const {
  const written_value& v = value(name);
  return v.percent ? v.number / 100.0 : v.number;
}

std::uint64_t arguments::count(std::string_view name) const { return whole(value(name)); }

bool arguments::flag(std::string_view name) const { return value(name).word == "true"; }

std::size_t arguments::choice(std::string_view name) const {
  for (const parameter_row& row : rows_) {
    if (row.name != name) continue;
    const std::string& word = value(name).word;
    std::size_t place = 0;
    std::string_view rest = row.words;
    while (!rest.empty()) {
      const std::string_view first = rest.substr(0, rest.find(' '));
      if (first == word) return place;
      rest.remove_prefix(std::min(rest.size(), first.size() + 1));
      ++place;
    }
  }
  return 0;
}

std::vector<double> arguments::reals(std::string_view name) const {
  std::vector<double> out;
  for (const written_value& v : value(name).list) out.push_back(v.number);
  return out;
}

std::vector<std::uint64_t> arguments::counts(std::string_view name) const {
  std::vector<std::uint64_t> out;
  for (const written_value& v : value(name).list) out.push_back(whole(v));
  return out;
}

std::vector<std::pair<std::uint64_t, double>> arguments::pairs(std::string_view name) const {
  std::vector<std::pair<std::uint64_t, double>> out;
  for (const written_value& row : value(name).list) {
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
  for (const written_value& v : value(name).list) out.push_back(v.word);
  return out;
}

const std::vector<written_value>& arguments::schedules(std::string_view name) const { return value(name).list; }

}  // namespace taper::libraries
