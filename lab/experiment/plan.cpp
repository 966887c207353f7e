// Which runs an invocation makes.
#include "experiment/plan.hpp"

#include <charconv>
#include <numeric>

#include "taper/notation.hpp"
#include "taper/text.hpp"

namespace taper::lab {
namespace {

double sum_of(const std::vector<double>& rates) { return std::accumulate(rates.begin(), rates.end(), 0.0); }

bool read(std::string_view text, std::uint64_t& out) {
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), out);
  return code == std::errc() && end == text.data() + text.size() && !text.empty();
}

}  // namespace

taper::result<run_request> request_of(const experiment& e, std::string_view text, double peak, std::uint64_t seed,
                                      protocol how) {
  const auto named = [&](error why) {
    return failed(why.code, "schedule " + echoed(text, 80) + ": " + why.message, why.hint);
  };
  TAPER_TRY(parsed, parse(text).transform_error(named));
  run_request out{.peak = parsed.with.peak ? parsed.with.peak->lr : peak, .seed = seed, .how = how};
  parsed.with.peak.reset();
  out.spec = print(parsed);
  out.what = with_modifiers(std::move(parsed), e.with) | taper::peak(out.peak);
  TAPER_CHECK(out.what.bind(e.steps).transform_error(named));
  out.full = print(out.what);
  return out;
}

taper::run rates_of(const experiment& e, const run_request& r) { return r.what.over(e.steps); }

taper::result<std::vector<run_request>> plan_runs(const experiment& e, std::span<const std::string> schedules,
                                                  double peak, std::uint64_t seeds, protocol how) {
  std::vector<run_request> out;
  double target = 0.0;
  if (how == protocol::budget) {
    const taper::result<run_request> cosine = request_of(e, "cosine", peak, 1, how);
    if (!cosine) return cosine.error();
    target = sum_of(rates_of(e, *cosine).table());
  }
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    for (const std::string& text : schedules) {
      taper::result<run_request> r = request_of(e, text, peak, seed, how);
      if (!r) return r.error();
      if (how == protocol::budget) {
        const double own = sum_of(rates_of(e, *r).table());
        if (!(own > 0.0)) return failed(errc::unsupported, "schedule '" + text + "' has a sum of rates of zero");
        r = request_of(e, r->spec, r->peak * target / own, seed, how);
        if (!r) return r.error();
      }
      out.push_back(*std::move(r));
    }
  }
  return out;
}

taper::result<share> parse_share(std::string_view text) {
  const std::size_t slash = text.find('/');
  share out;
  if (slash == std::string_view::npos || !read(text.substr(0, slash), out.index) ||
      !read(text.substr(slash + 1), out.of) || out.of == 0 || out.index >= out.of)
    return failed(errc::syntax, "task " + echoed(text) + ": want I/N with I = 0 ... N-1, e.g. 0/4");
  return out;
}

}  // namespace taper::lab
