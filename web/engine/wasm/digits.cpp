// Numbers with a given count of digits, by the C library. The functions of libc++ for this have 115 kB of tables, a tenth of the
// module, and std::to_chars needs them for whole numbers above 2^53; these have their names, so that the linker takes these.
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <cstring>

namespace std {
inline namespace __1 {

namespace {

to_chars_result printed(char* first, char* last, const char* format, double v, uint32_t digits) {
  char text[512];
  const int n = snprintf(text, sizeof text, format, static_cast<int>(digits), v);
  if (n < 0 || n >= static_cast<int>(sizeof text) || n > last - first) return {last, errc::value_too_large};
  memcpy(first, text, static_cast<size_t>(n));
  return {first + n, errc{}};
}

}  // namespace

// NOLINTBEGIN(bugprone-reserved-identifier)
// the same object of libc++ has these two, for numbers of type float
void __append_n_digits(uint32_t count, uint32_t number, char* to) {
  for (; count > 0; number /= 10) to[--count] = static_cast<char>('0' + number % 10);
}
void __append_nine_digits(uint32_t number, char* to) { __append_n_digits(9, number, to); }
to_chars_result __d2fixed_buffered_n(char* first, char* last, double v, uint32_t digits) {
  return printed(first, last, "%.*f", v, digits);
}
to_chars_result __d2exp_buffered_n(char* first, char* last, double v, uint32_t digits) {
  return printed(first, last, "%.*e", v, digits);
}
// NOLINTEND(bugprone-reserved-identifier)

}  // namespace __1
}  // namespace std
