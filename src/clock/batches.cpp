// Counts data in optimizer steps.
#include "taper/clock/batches.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string>

#include "taper/libraries.hpp"
#include "taper/notation.hpp"
#include "taper/text.hpp"

namespace taper {

namespace {

constexpr std::uint64_t most = std::uint64_t{1} << 53U;
constexpr std::size_t most_stages = 100'000;

std::uint64_t divided(std::uint64_t a, std::uint64_t b, bool up) { return up ? a / b + (a % b != 0 ? 1 : 0) : a / b; }

/// Parses the whole text as one whole number.
std::optional<std::uint64_t> whole(std::string_view text) {
  std::uint64_t v = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), v);
  return code == std::errc{} && end == text.data() + text.size() && v <= most ? std::optional(v) : std::nullopt;
}

}  // namespace

result<std::vector<batch_stage>> read_ramp(std::string_view text) {
  std::vector<batch_stage> out;
  while (true) {
    const std::string_view one = text.substr(0, text.find(','));
    const std::size_t colon = std::min(one.find(':'), one.size());
    const std::optional<std::uint64_t> step = whole(one.substr(0, colon));
    const std::optional<std::uint64_t> size = whole(one.substr(std::min(colon + 1, one.size())));
    if (!step || !size || *size == 0) {
      return failed(errc::syntax, "a batch ramp is STEP:BATCH,STEP:BATCH,…, got " + echoed(one),
                    "write 0:512,1000:1024");
    }
    out.push_back({*step, *size});
    if (one.size() == text.size()) return out;
    text.remove_prefix(one.size() + 1);
  }
}

result<std::vector<batch_stage>> megatron_ramp(std::uint64_t start, std::uint64_t increment, std::uint64_t samples,
                                               std::uint64_t final_size) {
  if (start < 1 || increment < 1 || final_size < start || (final_size - start) % increment != 0) {
    return failed(errc::out_of_range, "a batch ramp needs a start >= 1 and an increment that leads from " +
                                          std::to_string(start) + " to the final batch " + std::to_string(final_size) +
                                          ", got " + std::to_string(increment));
  }
  const std::uint64_t stages = (final_size - start) / increment;
  if (stages > most_stages || samples > most) return failed(errc::too_large, "a batch ramp has at most 100000 stages");
  std::vector<batch_stage> out;
  std::uint64_t step = 0;
  std::uint64_t seen = 0;
  const double share = stages == 0 ? 0.0 : static_cast<double>(samples) / static_cast<double>(stages);
  while (seen <= samples && stages > 0) {
    const auto k = std::min(stages, static_cast<std::uint64_t>(static_cast<double>(seen) / share));
    const std::uint64_t size = start + k * increment;
    out.push_back({step, size});
    if (k == stages) return out;
    // this stage lasts until the samples seen reach the next share or pass the end of the ramp
    const auto next = static_cast<std::uint64_t>(std::ceil(share * static_cast<double>(k + 1)));
    const std::uint64_t until = std::min(next, samples + 1);
    const std::uint64_t count = std::max<std::uint64_t>(1, divided(until - seen, size, true));
    step += count;
    seen += count * size;
  }
  if (out.empty() || out.back().samples_per_step != final_size) out.push_back({step, final_size});
  return out;
}

result<batch_clock> batch_clock::make(const batches& how) {
  for (const std::uint64_t n :
       {how.batch_size, how.accumulate, how.world_size, how.sequence_length, how.dataset_size}) {
    if (n > (std::uint64_t{1} << 40U))
      return failed(errc::too_large, "batch size, devices and data set size must each be at most 2^40");
  }
  if (how.accumulate < 1 || how.world_size < 1)
    return failed(errc::out_of_range, "accumulation and world size must be at least 1");
  batch_clock out;
  out.how_ = how;
  out.stages_ = how.ramp;
  if (out.stages_.empty()) {
    const long double all = static_cast<long double>(how.batch_size) * static_cast<long double>(how.accumulate) *
                            static_cast<long double>(how.world_size);
    if (all > static_cast<long double>(most)) return failed(errc::too_large, "a step has at most 2^53 samples");
    out.stages_.push_back({0, how.batch_size * how.accumulate * how.world_size});
  }
  if (out.stages_.front().from_step != 0)
    return failed(errc::out_of_range, "a batch ramp begins at step 0, got " + std::to_string(out.stages_[0].from_step));
  std::uint64_t seen = 0;
  for (std::size_t k = 0; k < out.stages_.size(); ++k) {
    if (k > 0) {
      const batch_stage& before = out.stages_[k - 1];
      if (out.stages_[k].from_step <= before.from_step)
        return failed(errc::out_of_range, "the steps of a batch ramp must ascend, got " +
                                              std::to_string(out.stages_[k].from_step) + " after " +
                                              std::to_string(before.from_step));
      const std::uint64_t count = out.stages_[k].from_step - before.from_step;
      if (before.samples_per_step > (most - seen) / count)
        return failed(errc::too_large, "a ramp sees at most 2^53 samples");
      seen += count * before.samples_per_step;
    }
    out.seen_.push_back(seen);
  }
  return out;
}

std::uint64_t batch_clock::samples_before(std::uint64_t step) const noexcept {
  std::size_t k = stages_.size() - 1;
  while (stages_[k].from_step > step) --k;
  return seen_[k] + (step - stages_[k].from_step) * stages_[k].samples_per_step;
}

std::optional<std::uint64_t> batch_clock::steps_per_epoch() const noexcept {
  if (how_.dataset_size == 0 || how_.batch_size == 0 || ramps()) return std::nullopt;
  const bool up = how_.last == batches::remainder::keep;
  const std::uint64_t of_device = divided(how_.dataset_size, how_.world_size, up);
  const std::uint64_t steps = divided(divided(of_device, how_.batch_size, up), how_.accumulate, up);
  return steps > 0 ? std::optional(steps) : std::nullopt;
}

result<std::uint64_t> batch_clock::steps_for(const amount& data) const {
  const auto missing = [](const char* what, const char* entry, const char* parameter) {
    error e = failed(errc::unit, std::string("an amount in ") + what + " needs to know " + entry);
    e.needs = parameter;
    return e;
  };
  double samples = data.value;
  if (data.in == unit::steps) return static_cast<std::uint64_t>(std::ceil(data.value));
  if (data.in == unit::percent) return failed(errc::unit, "a percentage of the run is not an amount of data");
  if (data.in == unit::epochs) {
    if (const std::optional<std::uint64_t> each = steps_per_epoch())
      return static_cast<std::uint64_t>(std::ceil(data.value * static_cast<double>(*each)));
    if (how_.dataset_size == 0) return missing("epochs", "the size of the data set", "dataset_size");
    samples = data.value * static_cast<double>(how_.dataset_size);
  }
  if (data.in == unit::tokens) {
    if (how_.sequence_length == 0) return missing("tokens", "the tokens of a sample", "sequence_length");
    samples = data.value / static_cast<double>(how_.sequence_length);
  }
  if (stages_.front().samples_per_step == 0) return missing("samples", "the batch size", "batch_size");
  if (!(samples >= 0.0 && samples <= static_cast<double>(most)))
    return failed(errc::too_large, "an amount of data has at most 2^53 samples");
  const auto wanted = static_cast<std::uint64_t>(std::ceil(samples));
  std::size_t k = stages_.size() - 1;
  while (seen_[k] > wanted) --k;
  std::uint64_t step = stages_[k].from_step + divided(wanted - seen_[k], stages_[k].samples_per_step, true);
  if (k + 1 < stages_.size()) step = std::min(step, stages_[k + 1].from_step);
  return step;
}

clock batch_clock::plain() const noexcept {
  clock out;
  if (ramps()) return out;
  const auto each = static_cast<double>(stages_.front().samples_per_step);
  if (each > 0.0) out.samples_per_step = each;
  if (each > 0.0 && how_.sequence_length > 0) out.tokens_per_step = each * static_cast<double>(how_.sequence_length);
  if (const std::optional<std::uint64_t> n = steps_per_epoch()) out.steps_per_epoch = static_cast<double>(*n);
  return out;
}

namespace {

/// Converts an amount of data to steps.
result<void> count(amount& a, const batch_clock& on) {
  if (a.in == unit::steps || a.in == unit::percent) return {};
  TAPER_TRY(n, on.steps_for(a));
  a = steps(n);
  return {};
}

/// Converts the arguments of a library schedule, and of its inner schedules, to steps.
result<void> count(written_value& v, libraries::takes wants, const batch_clock& on) {
  using libraries::takes;
  const bool steps_of = wants == takes::steps || wants == takes::all_steps || wants == takes::pairs;
  for (written_value& one : v.list) TAPER_CHECK(count(one, wants, on));
  if (v.is == written_value::kind::schedule) {
    TAPER_TRY(in_steps, counted(v.inner->is, on));
    v = as_argument(std::move(in_steps), v.at);
    return {};
  }
  if (!steps_of || v.is != written_value::kind::number || v.percent || v.word.empty()) return {};
  result<amount> read = parse_amount(print_value(v));
  if (!read) return {};  // binding reports the error
  TAPER_CHECK(count(*read, on));
  v.number = read->value;
  v.word.clear();
  return {};
}

result<node::kinds> counted_root(library_schedule s, const batch_clock& on) {
  for (std::size_t k = 0; k < s.arguments.size(); ++k) {
    if (s.arguments[k]) TAPER_CHECK(count(*s.arguments[k], s.row->parameters[k].kind, on));
  }
  return node::kinds(std::move(s));
}

/// Converts the amounts and operands of an operation to steps.
template <class Op>
result<node::kinds> counted_operation(Op op, const batch_clock& on) {
  result<void> done;
  for_each_parameter(op, [&](const auto&, auto& value) {
    for_amounts_in(value, [&](placed_amount& a) {
      if (done) done = count(a.is, on);
    });
    for_operands_in(value, [&](operand& one) {
      if (!done) return;
      result<schedule> in_steps = counted(one.of->is, on);
      if (in_steps)
        one = as_operand(*std::move(in_steps), one.at);
      else
        done = std::move(in_steps).error();
    });
  });
  if (!done) return std::move(done).error();
  return node::kinds(operation(std::move(op)));
}
result<node::kinds> counted_root(const operation& is, const batch_clock& on) {
  return std::visit([&](const auto& op) { return counted_operation(op, on); }, is);
}

}  // namespace

result<schedule> counted(const schedule& s, const batch_clock& on) {
  schedule out = s;
  if (out.with.warmup) TAPER_CHECK(count(out.with.warmup->length, on));
  if (out.with.hold) TAPER_CHECK(count(out.with.hold->length, on));
  if (out.with.cooldown) TAPER_CHECK(count(out.with.cooldown->length, on));
  if (!out.root) return out;
  TAPER_TRY(kind, std::visit([&](const auto& is) { return counted_root(is, on); }, out.root->kind()));
  TAPER_TRY(root, node::make(std::move(kind)));
  out.root = std::move(root);
  return out;
}

}  // namespace taper
