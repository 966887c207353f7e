// Tokens of a JSON text, from a window that refills itself.
#include "logs/read/json_scan.hpp"

#include <array>
#include <cstring>

namespace taper::inspection {
namespace {

constexpr std::size_t longest_token = std::size_t{1} << 20;

enum class byte_class : unsigned char { other, space, bare };

constexpr std::array<byte_class, 256> classify_bytes() {
  std::array<byte_class, 256> table{};
  for (const char c : {' ', '\t', '\n', '\r', ',', ':'}) table[static_cast<unsigned char>(c)] = byte_class::space;
  for (int c = '0'; c <= '9'; ++c) table[static_cast<std::size_t>(c)] = byte_class::bare;
  for (int c = 'a'; c <= 'z'; ++c) table[static_cast<std::size_t>(c)] = byte_class::bare;
  for (int c = 'A'; c <= 'Z'; ++c) table[static_cast<std::size_t>(c)] = byte_class::bare;
  for (const char c : {'+', '-', '.'}) table[static_cast<unsigned char>(c)] = byte_class::bare;
  return table;
}
constexpr std::array<byte_class, 256> classes = classify_bytes();

byte_class class_of(char c) { return classes[static_cast<unsigned char>(c)]; }

}  // namespace

bool json_scanner::fill() { return window_.more(); }

json_token json_scanner::next() {
  key_ = false;
  text_ = {};
  for (;;) {
    const char* p = window_.cursor();
    const char* const end = window_.end();
    while (p != end && class_of(*p) == byte_class::space) ++p;
    window_.advance_to(p);
    if (p == end) {
      if (!fill()) return depth_ == 0 ? json_token::finish : json_token::broken;
      continue;
    }
    switch (*p) {
      case '{':
        window_.advance_to(p + 1);
        ++depth_;
        return json_token::begin_object;
      case '[':
        window_.advance_to(p + 1);
        ++depth_;
        return json_token::begin_array;
      case '}':
      case ']':
        if (depth_ == 0) return json_token::broken;
        window_.advance_to(p + 1);
        --depth_;
        return *p == '}' ? json_token::end_object : json_token::end_array;
      case '"': return scan_string();
      default: return class_of(*p) == byte_class::bare ? scan_bare() : json_token::broken;
    }
  }
}

json_token json_scanner::scan_string() {
  std::size_t looked = 1;  // past the opening quote
  for (;;) {
    const char* const begin = window_.cursor();
    const char* const end = window_.end();
    const char* p = begin + looked;
    while (p < end) {
      const void* const quote = std::memchr(p, '"', static_cast<std::size_t>(end - p));
      const char* const stop = quote == nullptr ? end : static_cast<const char*>(quote);
      const void* const escape = std::memchr(p, '\\', static_cast<std::size_t>(stop - p));
      if (escape != nullptr) {
        p = static_cast<const char*>(escape) + 2;  // an escaped character never ends the string
        continue;
      }
      p = stop;
      break;
    }
    if (p < end) {
      // The colon decides whether this is a key; reading it may refill the buffer, which moves the bytes.
      const char* after = p + 1;
      while (after != end && (*after == ' ' || *after == '\t' || *after == '\n' || *after == '\r')) ++after;
      if (after == end) {
        looked = static_cast<std::size_t>(p - begin);
        if (fill()) continue;
        window_.advance_to(p + 1);
        return json_token::text;
      }
      key_ = *after == ':';
      text_ = {begin + 1, static_cast<std::size_t>(p - begin - 1)};
      window_.advance_to(key_ ? after + 1 : after);
      return json_token::text;
    }
    looked = static_cast<std::size_t>(p - begin);
    if (looked > longest_token) return json_token::broken;
    if (!fill()) return json_token::broken;
  }
}

json_token json_scanner::scan_bare() {
  std::size_t looked = 0;
  for (;;) {
    const char* const begin = window_.cursor();
    const char* const end = window_.end();
    const char* p = begin + looked;
    while (p != end && class_of(*p) == byte_class::bare) ++p;
    looked = static_cast<std::size_t>(p - begin);
    if (p == end) {
      if (looked > longest_token) return json_token::broken;
      if (fill()) continue;
    }
    const char* const start = window_.cursor();
    text_ = {start, looked};
    window_.advance_to(start + looked);
    const char first = text_.front();
    if ((first >= '0' && first <= '9') || first == '-' || first == '+' || first == 'N' || first == 'I' ||
        text_ == "nan" || text_ == "inf")
      return json_token::number;
    return text_ == "true" || text_ == "false" || text_ == "null" ? json_token::literal : json_token::broken;
  }
}

bool json_scanner::skip_key(std::string_view quoted) {
  const char* p = window_.cursor();
  const char* const end = window_.end();
  while (p != end && class_of(*p) == byte_class::space) ++p;
  if (static_cast<std::size_t>(end - p) <= quoted.size()) return false;
  if (std::memcmp(p, quoted.data(), quoted.size()) != 0 || p[quoted.size()] != ':') return false;
  window_.advance_to(p + quoted.size() + 1);
  return true;
}

bool json_scanner::take_plain(plain_decimal& number) {
  const char* p = window_.cursor();
  const char* const end = window_.end();
  while (p != end && class_of(*p) == byte_class::space) ++p;
  if (p == end || class_of(*p) != byte_class::bare) return false;
  read_plain({p, static_cast<std::size_t>(end - p)}, number);
  const char* const after = p + number.text.size();
  if (!number.plain || after == end || class_of(*after) == byte_class::bare) return false;
  window_.advance_to(after);
  return true;
}

bool json_scanner::skip_line() {
  depth_ = 0;
  for (;;) {
    const char* const begin = window_.cursor();
    const char* const end = window_.end();
    const void* const at = begin == end ? nullptr : std::memchr(begin, '\n', static_cast<std::size_t>(end - begin));
    if (at != nullptr) {
      window_.advance_to(static_cast<const char*>(at) + 1);
      return true;
    }
    window_.advance_to(end);
    if (!fill()) return false;
  }
}

bool json_scanner::skip(json_token first) {
  if (first != json_token::begin_object && first != json_token::begin_array) {
    return first != json_token::broken && first != json_token::finish;
  }
  const std::size_t outside = depth_ - 1;
  while (depth_ > outside) {
    const json_token token = next();
    if (token == json_token::broken || token == json_token::finish) return false;
  }
  return true;
}

}  // namespace taper::inspection
