// The memory that is shared with JavaScript, requests, and errors as JSON.
#include "engine.hpp"

#include <cmath>
#include <limits>

#include "src/json/writer.hpp"
#include "support/version.hpp"
#include "taper/notation.hpp"
#include "taper/text.hpp"

namespace taper::web {

namespace {

std::vector<double> input;  // doubles, so that the numbers in it are aligned
answer last;

std::string_view name_of(errc code) {
  constexpr std::string_view names[] = {"syntax",    "unknown_name", "missing", "out_of_range", "conflict", "unit",
                                        "too_large", "unsupported",  "io"};
  return names[static_cast<std::size_t>(code)];
}

/// The end of the name or number that begins at `at`.
std::size_t word_end(std::string_view text, std::size_t at) {
  const auto in_word = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' ||
           c == '-' || c == '+' || c == '%';
  };
  while (at < text.size() && in_word(text[at])) ++at;
  return at;
}

std::string error_json(const error& e) {
  json::builder out('{');
  out.put("code", name_of(e.code)).put("message", e.message).put("hint", e.advice()).put("needs", e.needs);
  out.put("subject", e.subject).put("explanation", explain(e, e.text));
  if (e.line > 0) out.put("line", std::uint64_t{e.line});
  if (e.offset == error::nowhere || e.text.empty()) return out.done();
  out.put("text", e.text).put("at", std::uint64_t{e.offset});
  if (!e.instead.empty()) out.put("instead", e.instead).put("end", std::uint64_t{word_end(e.text, e.offset)});
  return out.done();
}

error not_whole(std::string_view name, double v) {
  return failed_on(std::string(name), errc::out_of_range,
                   " must be a whole number from 0 to 2^53, got " + print_number(v));
}

result<clock> clock_of(request& from) {
  const clock out{from.given(), from.given(), from.given()};
  const auto positive = [](const std::optional<double>& v, const char* name) -> result<void> {
    if (!v || (*v > 0.0 && std::isfinite(*v))) return {};
    return failed_on(name, errc::out_of_range, " must be > 0, got " + print_number(*v));
  };
  TAPER_CHECK(positive(out.steps_per_epoch, "stepsPerEpoch"));
  TAPER_CHECK(positive(out.samples_per_step, "samplesPerStep"));
  TAPER_CHECK(positive(out.tokens_per_step, "tokensPerStep"));
  return out;
}

}  // namespace

std::string_view request::text() {
  const std::size_t end = std::min(bytes_.find('\0'), bytes_.size());
  const std::string_view out = bytes_.substr(0, end);
  bytes_.remove_prefix(std::min(end + 1, bytes_.size()));
  return out;
}

double request::number() {
  if (numbers_.empty()) return std::numeric_limits<double>::quiet_NaN();
  const double out = numbers_.front();
  numbers_ = numbers_.subspan(1);
  return out;
}

std::optional<double> request::given() {
  const double v = number();
  return std::isnan(v) ? std::nullopt : std::optional(v);
}

result<std::uint64_t> request::whole(std::string_view name) {
  const double v = number();
  if (!(v >= 0.0 && v <= 0x1p53 && v == std::floor(v))) return not_whole(name, v);
  return static_cast<std::uint64_t>(v);
}

result<std::optional<std::uint64_t>> request::whole_if_given(std::string_view name) {
  if (numbers_.empty() || std::isnan(numbers_.front())) {
    number();
    return std::optional<std::uint64_t>();
  }
  TAPER_TRY(v, whole(name));
  return std::optional(v);
}

bool run_call(call what, const char* bytes, std::size_t size, const double* numbers, std::size_t count) {
  result<answer> done = what(request({bytes, size}, {numbers, count}));
  last = done ? *std::move(done) : answer{error_json(done.error()), {}};
  return done.has_value();
}

error in_text(error e, std::string_view text) {
  if (e.text.empty()) {
    e.text = text;
    if (e.offset == error::nowhere && !e.subject.empty()) e.offset = place_of(text, e.subject);
  }
  return e;
}

result<const bound*> schedule_of(request& from) {
  struct written {
    std::string text;
    std::vector<double> numbers;
  };
  static written key;
  static std::optional<bound> kept;
  const std::string_view text = from.text();
  const std::span<const double> four = from.numbers().first(std::min<std::size_t>(4, from.numbers().size()));
  const auto same = [](double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); };
  if (kept && key.text == text && std::ranges::equal(key.numbers, four, same)) {
    for (std::size_t k = 0; k < four.size(); ++k) from.number();
    return &*kept;
  }
  kept.reset();
  TAPER_TRY(steps, from.whole_if_given("steps"));
  key = {std::string(text), {four.begin(), four.end()}};
  TAPER_TRY(timing, clock_of(from));
  TAPER_TRY(parsed, parse(text).transform_error([&](error e) { return in_text(std::move(e), text); }));
  const auto where = [&](error e) { return in_text(std::move(e), text); };
  if (steps) {
    TAPER_TRY(r, parsed.bind(*steps, timing).transform_error(where));
    kept = bound{key.text, std::move(r)};
  } else {
    TAPER_TRY(r, parsed.bind_endless(timing).transform_error(where));
    kept = bound{key.text, std::move(r)};
  }
  return &*kept;
}

result<run_text> run_of(request& from) {
  TAPER_TRY(s, schedule_of(from));
  if (const run* const r = std::get_if<run>(&s->rates)) return run_text{*r, s->spec};
  return failed_on("steps", errc::missing, " are needed: the schedule has no length");
}

check_options limits_of(request& from) {
  check_options out;
  out.slack = from.given().value_or(out.slack);
  out.steepness_max = from.given().value_or(out.steepness_max);
  out.delta = from.given().value_or(out.delta);
  if (from.number() == 1.0) out.clock = judged_clock::whole_run;
  return out;
}

}  // namespace taper::web

// The memory that JavaScript writes to and reads from.
#define TAPER_MEMORY(name) extern "C" __attribute__((export_name(#name)))

/// Room for `bytes` bytes; the numbers of the request come first.
TAPER_MEMORY(input) char* taper_input(std::size_t bytes) {
  taper::web::input.resize(bytes / sizeof(double) + 1);
  return reinterpret_cast<char*>(taper::web::input.data());
}
TAPER_MEMORY(text_data) const char* taper_text_data() { return taper::web::last.text.data(); }
TAPER_MEMORY(text_size) std::size_t taper_text_size() { return taper::web::last.text.size(); }
TAPER_MEMORY(numbers_data) const double* taper_numbers_data() { return taper::web::last.numbers.data(); }
TAPER_MEMORY(numbers_size) std::size_t taper_numbers_size() { return taper::web::last.numbers.size(); }
/// Frees what the last call was given and answered.
TAPER_MEMORY(release) void taper_release() {
  taper::web::input = {};
  taper::web::last = {};
}

TAPER_CALL(version) { return taper::web::answer{TAPER_VERSION, {}}; }
