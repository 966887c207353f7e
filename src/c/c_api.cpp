// The C interface. Every call is guarded; no exception leaves it.
#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <new>
#include <string>
#include <variant>

#include "taper/endless.hpp"
#include "taper/export.hpp"
#include "taper/notation.hpp"
#include "taper/taper.h"
#include "taper/text.hpp"
#include "taper/verdict/check_json.hpp"

struct taper_schedule {
  taper::schedule value;
};
struct taper_run {
  std::variant<taper::run, taper::endless_run> value;
};

namespace {

taper_status status_of(taper::errc code) { return static_cast<taper_status>(static_cast<int>(code) + 1); }
static_assert(static_cast<int>(taper::errc::syntax) + 1 == TAPER_SYNTAX);
static_assert(static_cast<int>(taper::errc::unsupported) + 1 == TAPER_UNSUPPORTED);
static_assert(static_cast<int>(taper::errc::io) + 1 == TAPER_IO);

taper_status fail(taper_error* why, taper_status status, std::size_t offset, std::string_view text) {
  if (why != nullptr) {
    why->status = status;
    why->offset = offset;
    const std::size_t n = std::min(text.size(), sizeof why->text - 1);
    std::memcpy(why->text, text.data(), n);
    why->text[n] = '\0';
  }
  return status;
}
taper_status fail(taper_error* why, const taper::error& e, std::string_view source = {}) {
  return fail(why, status_of(e.code), e.offset, taper::explain(e, source));
}
taper_status is_null(taper_error* why, std::string_view what) {
  return fail(why, TAPER_NULL, TAPER_NOWHERE, std::string(what) + " must not be NULL");
}

/// Runs a call and converts exceptions to a status.
template <class F>
taper_status guarded(taper_error* why, const F& call) noexcept {
  try {
    if (why != nullptr) *why = {TAPER_OK, TAPER_NOWHERE, {}};
    return call();
  } catch (const std::bad_alloc&) {
    return fail(why, TAPER_NO_MEMORY, TAPER_NOWHERE, "out of memory");
  } catch (const std::exception& e) {
    return fail(why, TAPER_INTERNAL, TAPER_NOWHERE, e.what());
  } catch (...) {
    return fail(why, TAPER_INTERNAL, TAPER_NOWHERE, "unknown error");
  }
}

taper_status give(const std::string& text, char** out) {
  auto* copy = static_cast<char*>(std::malloc(text.size() + 1));
  if (copy == nullptr) throw std::bad_alloc();
  std::memcpy(copy, text.c_str(), text.size() + 1);
  *out = copy;
  return TAPER_OK;
}

template <class Float>
taper_status fill(const taper_run* run, int64_t first, int64_t stride, size_t count, Float* rates) noexcept {
  return guarded(nullptr, [&] {
    if (run == nullptr || (rates == nullptr && count > 0)) return TAPER_NULL;
    if (first < 0 || stride < 0) return TAPER_OUT_OF_RANGE;
    const auto most = static_cast<std::uint64_t>(INT64_MAX);
    if (count > 1 && stride > 0 &&
        static_cast<std::uint64_t>(count - 1) >
            (most - static_cast<std::uint64_t>(first)) / static_cast<std::uint64_t>(stride)) {
      return TAPER_OUT_OF_RANGE;
    }
    std::visit(
        [&](const auto& r) {
          r.fill(static_cast<std::uint64_t>(first), std::span<Float>(rates, count), static_cast<std::uint64_t>(stride));
        },
        run->value);
    return TAPER_OK;
  });
}

template <class Float>
taper_status gather(const taper_run* run, const int64_t* steps, size_t count, Float* rates) noexcept {
  return guarded(nullptr, [&] {
    if (run == nullptr || ((steps == nullptr || rates == nullptr) && count > 0)) return TAPER_NULL;
    if (std::any_of(steps, steps + count, [](int64_t t) { return t < 0; })) return TAPER_OUT_OF_RANGE;
    std::visit(
        [&](const auto& r) {
          for (size_t k = 0; k < count; ++k) rates[k] = static_cast<Float>(r(static_cast<std::uint64_t>(steps[k])));
        },
        run->value);
    return TAPER_OK;
  });
}

}  // namespace

const char* taper_version(void) { return TAPER_VERSION; }

const char* taper_status_name(taper_status status) {
  static constexpr const char* names[] = {"ok",       "syntax",    "unknown_name", "missing",     "out_of_range",
                                          "conflict", "unit",      "too_large",    "unsupported", "io",
                                          "null",     "no_memory", "internal"};
  const auto k = static_cast<std::size_t>(status);
  return k < std::size(names) ? names[k] : "unknown";
}

taper_status taper_parse(const char* text, taper_schedule** schedule, taper_error* why) {
  return guarded(why, [&] {
    if (schedule == nullptr) return is_null(why, "schedule");
    *schedule = nullptr;
    if (text == nullptr) return is_null(why, "text");
    taper::result<taper::schedule> parsed = taper::parse(text);
    if (!parsed) return fail(why, parsed.error(), text);
    *schedule = new taper_schedule{*std::move(parsed)};
    return TAPER_OK;
  });
}

void taper_schedule_free(taper_schedule* schedule) { delete schedule; }

taper_status taper_canonical(const taper_schedule* schedule, char** text, taper_error* why) {
  return guarded(why, [&] {
    if (text == nullptr) return is_null(why, "text");
    *text = nullptr;
    if (schedule == nullptr) return is_null(why, "schedule");
    return give(taper::print(schedule->value), text);
  });
}

taper_status taper_bind(const taper_schedule* schedule, int64_t steps, const taper_clock* clock, taper_run** run,
                        taper_error* why) {
  return guarded(why, [&] {
    if (run == nullptr) return is_null(why, "run");
    *run = nullptr;
    if (schedule == nullptr) return is_null(why, "schedule");
    if (steps < 1 && steps != TAPER_NO_LENGTH)
      return fail(why, TAPER_OUT_OF_RANGE, TAPER_NOWHERE, "steps must be >= 1, got " + std::to_string(steps));
    taper::clock timing;
    if (clock != nullptr) {
      const auto known = [](double v) { return v > 0.0 ? std::optional<double>(v) : std::nullopt; };
      timing = {known(clock->steps_per_epoch), known(clock->samples_per_step), known(clock->tokens_per_step)};
    }
    if (steps == TAPER_NO_LENGTH) {
      taper::result<taper::endless_run> bound = schedule->value.bind_endless(timing);
      if (!bound) return fail(why, bound.error());
      *run = new taper_run{*std::move(bound)};
      return TAPER_OK;
    }
    taper::result<taper::run> bound = schedule->value.bind(static_cast<std::uint64_t>(steps), timing);
    if (!bound) return fail(why, bound.error());
    *run = new taper_run{*std::move(bound)};
    return TAPER_OK;
  });
}

taper_status taper_open(const char* text, int64_t steps, taper_run** run, taper_error* why) {
  if (run != nullptr) *run = nullptr;
  taper_schedule* schedule = nullptr;
  const taper_status parsed = taper_parse(text, &schedule, why);
  if (parsed != TAPER_OK) return parsed;
  const taper_status bound = taper_bind(schedule, steps, nullptr, run, why);
  taper_schedule_free(schedule);
  return bound;
}

void taper_close(taper_run* run) { delete run; }

int64_t taper_steps(const taper_run* run) {
  if (run == nullptr) return 0;
  const auto* bound = std::get_if<taper::run>(&run->value);
  return bound == nullptr ? TAPER_NO_LENGTH : static_cast<int64_t>(bound->steps());
}
double taper_peak(const taper_run* run) {
  return run == nullptr ? 0.0 : std::visit([](const auto& r) { return r.peak(); }, run->value);
}
double taper_floor(const taper_run* run) {
  return run == nullptr ? 0.0 : std::visit([](const auto& r) { return r.floor(); }, run->value);
}

taper_status taper_rate(const taper_run* run, int64_t step, double* rate) {
  if (run == nullptr || rate == nullptr) return TAPER_NULL;
  if (step < 0) return TAPER_OUT_OF_RANGE;
  *rate = std::visit([&](const auto& r) { return r(static_cast<std::uint64_t>(step)); }, run->value);
  return TAPER_OK;
}

taper_status taper_rates(const taper_run* run, int64_t first, int64_t stride, size_t count, double* rates) {
  return fill(run, first, stride, count, rates);
}
taper_status taper_rates_f32(const taper_run* run, int64_t first, int64_t stride, size_t count, float* rates) {
  return fill(run, first, stride, count, rates);
}
taper_status taper_rates_at(const taper_run* run, const int64_t* steps, size_t count, double* rates) {
  return gather(run, steps, count, rates);
}
taper_status taper_rates_at_f32(const taper_run* run, const int64_t* steps, size_t count, float* rates) {
  return gather(run, steps, count, rates);
}

taper_status taper_check_json(const taper_run* run, char** json, taper_error* why) {
  return guarded(why, [&] {
    if (json == nullptr) return is_null(why, "json");
    *json = nullptr;
    if (run == nullptr) return is_null(why, "run");
    const auto* bound = std::get_if<taper::run>(&run->value);
    if (bound == nullptr)
      return fail(why, TAPER_UNSUPPORTED, TAPER_NOWHERE,
                  "a check needs the length of the run; bind the schedule to one");
    const taper::result<taper::check_report> report = taper::check(*bound);
    if (!report) return fail(why, report.error());
    return give(taper::check_json(taper::print(bound->source()), *bound, *report, taper::cosine_baseline_of(*bound)),
                json);
  });
}

taper_status taper_export(const taper_run* run, const char* target, char** code, taper_error* why) {
  return guarded(why, [&] {
    if (code == nullptr) return is_null(why, "code");
    *code = nullptr;
    if (run == nullptr) return is_null(why, "run");
    if (target == nullptr) return is_null(why, "target");
    const taper::result<std::string> text = taper::find_export_target(target).and_then([&](taper::export_target to) {
      return std::visit([&](const auto& r) { return taper::export_code(r, {.target = to}); }, run->value);
    });
    return text ? give(*text, code) : fail(why, text.error());
  });
}

void taper_free(char* text) { std::free(text); }
