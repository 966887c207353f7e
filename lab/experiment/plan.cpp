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
  const auto wrong = [&](const error& why) {
    return error{why.code, "schedule " + echoed(text, 80) + ": " + why.message, error::nowhere, why.hint};
  };
  taper::result<schedule> parsed = parse(text);
  if (!parsed) return wrong(parsed.error());
  run_request out{
      .spec = {}, .full = {}, .peak = parsed->with.peak ? parsed->with.peak->lr : peak, .seed = seed, .how = how};
  parsed->with.peak.reset();
  out.spec = print(*parsed);
  out.full = out.spec + (e.with.empty() ? "" : " | " + e.with) + " | peak(" + print_number(out.peak) + ")";
  const taper::result<schedule> whole = parse(out.full);
  if (!whole) return wrong(whole.error());
  const taper::result<taper::run> bound = whole->bind(e.steps);
  if (!bound) return wrong(bound.error());
  out.full = print(*whole);
  return out;
}

taper::run rates_of(const experiment& e, const run_request& r) { return parse(r.full).value().over(e.steps); }

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
        if (!(own > 0.0))
          return error{errc::unsupported, "schedule '" + text + "' has a sum of rates of zero", error::nowhere, {}};
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
    return error{errc::syntax, "task " + echoed(text) + ": want I/N with I = 0 ... N-1, e.g. 0/4", error::nowhere, {}};
  return out;
}

}  // namespace taper::lab
