// Comparison and construction of written values.
#include "taper/written.hpp"

#include <utility>

#include "taper/schedule.hpp"

namespace taper {

bool operator==(const written_value& a, const written_value& b) {
  if (a.is != b.is || a.number != b.number || a.percent != b.percent || a.word != b.word || a.list != b.list)
    return false;
  return a.inner == b.inner || (a.inner && b.inner && a.inner->is == b.inner->is);
}

written_value as_argument(schedule s, std::size_t at) {
  written_value out;
  out.is = written_value::kind::schedule;
  out.inner = std::make_shared<const inner_schedule>(inner_schedule{std::move(s)});
  out.at = at;
  return out;
}

written_value as_argument(double v) {
  written_value out;
  out.is = written_value::kind::number;
  out.number = v;
  return out;
}

written_value as_argument(const amount& a) {
  written_value out = as_argument(a.value);
  out.percent = a.in == unit::percent;
  for (const auto& [scale, suffix] : {std::pair{1e12, "Ttok"}, std::pair{1e9, "Gtok"}, std::pair{1e6, "Mtok"}}) {
    if (a.in != unit::tokens || a.value < scale || (a.value / scale) * scale != a.value) continue;
    out.number = a.value / scale;
    out.word = suffix;
    return out;
  }
  out.word = a.in == unit::epochs ? "ep" : a.in == unit::samples ? "samples" : a.in == unit::tokens ? "tok" : "";
  return out;
}

bool is_plain_word(std::string_view text) {
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
  if (text.empty() || !letter(text.front())) return false;
  for (const char c : text) {
    if (!letter(c) && !(c >= '0' && c <= '9') && c != '.') return false;
  }
  return true;
}

}  // namespace taper
