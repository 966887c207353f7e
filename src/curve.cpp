// Reads two columns of numbers; errors give line and column.
#include "taper/curve.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <string>

#include "taper/text.hpp"

namespace taper {

namespace {

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\"");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\"") + 1 - first);
}

bool read(std::string_view field, double& out) {
  const auto [end, code] = std::from_chars(field.data(), field.data() + field.size(), out);
  return code == std::errc{} && end == field.data() + field.size() && std::isfinite(out);
}

std::vector<std::string_view> fields_of(std::string_view line) {
  std::vector<std::string_view> out;
  while (true) {
    const std::size_t end = line.find_first_of(",;\t");
    out.push_back(trimmed(line.substr(0, end)));
    if (end == std::string_view::npos) return out;
    line.remove_prefix(end + 1);
  }
}

std::string shown(std::string_view field) { return echoed(field, 30); }

error at(std::size_t line, std::size_t column, const std::string& what) {
  return failed(errc::syntax, "line " + std::to_string(line) + ", column " + std::to_string(column + 1) + ": " + what);
}

struct columns {
  std::size_t x = 0;
  std::size_t y = 1;
};

/// The columns named in a header, or the first two if the header has no known name.
columns named_in(const std::vector<std::string_view>& header) {
  constexpr std::string_view x_names[] = {"step", "x", "t", "iteration", "global_step"};
  constexpr std::string_view y_names[] = {"lr", "learning_rate", "rate", "value", "gamma_bar", "acceptance", "y"};
  const auto find = [&](const auto& names, std::size_t otherwise) {
    for (const std::string_view name : names) {
      const auto found = std::ranges::find(header, name);
      if (found != header.end()) return static_cast<std::size_t>(found - header.begin());
    }
    return otherwise;
  };
  const columns out{find(x_names, 0), find(y_names, 1)};
  return out.x == out.y ? columns{} : out;
}

}  // namespace

double curve::operator()(double place) const noexcept {
  const auto above = std::ranges::upper_bound(x, place);
  const auto k = static_cast<std::size_t>(above - x.begin());
  if (k == 0) return y.front();
  if (k == x.size()) return y.back();
  const double u = (place - x[k - 1]) / (x[k] - x[k - 1]);
  return y[k - 1] + u * (y[k] - y[k - 1]);
}

result<curve> read_curve(std::string_view text) {
  constexpr std::size_t most = 10'000'000;
  curve out;
  columns use;
  bool begun = false;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
    if (trimmed(line).empty() || trimmed(line).front() == '#') continue;
    const std::vector<std::string_view> fields = fields_of(line);
    double value = 0.0;
    if (!begun && std::ranges::none_of(fields, [&](std::string_view f) { return read(f, value); })) {
      use = named_in(fields);
      begun = true;
      continue;
    }
    begun = true;
    double pair[2] = {};
    for (const std::size_t which : {std::size_t{0}, std::size_t{1}}) {
      const std::size_t column = which == 0 ? use.x : use.y;
      if (column >= fields.size()) return at(number, column, "a number is missing; each row is step, value");
      if (!read(fields[column], pair[which]))
        return at(number, column, "expected a finite number, got " + shown(fields[column]));
    }
    if (!out.x.empty() && !(pair[0] > out.x.back())) {
      return at(
          number, use.x,
          "the first column must increase, got " + print_number(pair[0]) + " after " + print_number(out.x.back()));
    }
    if (out.x.size() == most) return at(number, use.x, "at most 10 million rows are read");
    out.x.push_back(pair[0]);
    out.y.push_back(pair[1]);
  }
  if (out.x.size() < 2)
    return failed(errc::syntax, "needs at least two rows of step and value, got " + std::to_string(out.x.size()));
  return out;
}

}  // namespace taper
