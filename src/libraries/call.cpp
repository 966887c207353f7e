// A call of a library's schedule as a rule: binding, translation, findings; and inner schedules.
#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "check_value.hpp"
#include "row.hpp"
#include "taper/algebra.hpp"
#include "taper/notation.hpp"

namespace taper::libraries {

namespace {

std::string full_name(const found_entry& what) {
  return (what.of->name.empty() ? "" : std::string(what.of->name) + ".") + std::string(what.row->name);
}

/// Fills in defaults and converts amounts of time to whole steps.
result<arguments> settled(std::span<const parameter_row> rows, const given_values& values, const setting& in) {
  given_values out;
  for (std::size_t k = 0; k < values.size(); ++k) {
    TAPER_TRY(v, resolved(values[k] ? *values[k] : rows[k].fallback.value(), rows[k], in));
    out.emplace_back(std::move(v));
  }
  return arguments(rows, std::move(out));
}

class library_rule final : public rule {
 public:
  library_rule(found_entry what, given_values values) : what_(what), values_(std::move(values)) {
    absolute_ = !what_.of->name.empty() || what_.row->base == base_rate::absent;
    for (const std::optional<written_value>& v : values_) {
      if (v && v->inner) add(v->inner->is);
      for (const written_value& one : v ? v->list : std::vector<written_value>()) {
        if (one.inner) add(one.inner->is);
      }
    }
  }

  [[nodiscard]] written_call spelled() const override {
    return spell(full_name(what_), what_.row->parameters, values_);
  }

  [[nodiscard]] bool takes_peak() const override { return what_.row->base != base_rate::absent; }

  [[nodiscard]] double default_base() const noexcept override {
    return what_.of->name.empty() || what_.row->base != base_rate::scaled ? 0.0 : what_.of->default_base;
  }

  [[nodiscard]] contents inside() const noexcept override { return inside_; }
  [[nodiscard]] bool is_absolute() const noexcept override { return absolute_; }

  [[nodiscard]] made_rule bind(const binding& to) const override {
    TAPER_TRY(given, settled(to));
    return what_.row->how->make(given, setting_of(to));
  }

  [[nodiscard]] std::optional<translation> as_native_schedule(const binding& to) const override {
    if (what_.row->how->translate == nullptr) return std::nullopt;
    const result<arguments> given = settled(to);
    if (!given || !what_.row->how->make(*given, setting_of(to))) return std::nullopt;
    return what_.row->how->translate(*given, setting_of(to));
  }

  [[nodiscard]] std::vector<taper::finding> findings(const binding& to) const override {
    std::vector<taper::finding> out;
    const result<arguments> given = settled(to);
    if (!given) return out;
    if (what_.row->how->find_in != nullptr) what_.row->how->find_in(*given, setting_of(to), out);
    if (to.peak && what_.row->base == base_rate::ignored) {
      note(out, "peak-ignored", std::nullopt,
           spelled().name + " sets its own rates; the optimizer's base rate, peak(" + print_number(*to.peak) +
               "), has no effect");
    }
    return out;
  }

 private:
  [[nodiscard]] setting setting_of(const binding& to) const {
    return {to.peak ? *to.peak : what_.of->default_base, to.steps, to.timing, to.peak.has_value()};
  }
  [[nodiscard]] result<arguments> settled(const binding& to) const {
    return libraries::settled(what_.row->parameters, values_, setting_of(to));
  }

  void add(const schedule& s) {
    const contents more = s.with.rule ? s.with.rule->inside() : contents{};
    inside_.levels = std::max(inside_.levels, more.levels + 1);
    inside_.schedules += more.schedules + 1;
    absolute_ = absolute_ || taper::is_absolute(s);
  }

  found_entry what_;
  given_values values_;
  contents inside_;
  bool absolute_ = false;
};

/// The names of rows, in a sentence.
template <class Row>
std::string named(const std::string& begin, std::span<const Row> rows) {
  std::string out;
  for (const Row& row : rows) out += (out.empty() ? begin : ", ") + std::string(row.name);
  return out;
}

error unknown_name(const written_call& call, std::size_t at) {
  const std::string_view name = call.name;
  const std::vector<std::string> all = names();
  std::string hint;
  const std::string_view head = name.substr(0, name.find('.'));
  std::vector<std::string_view> views(all.begin(), all.end());
  const std::string near = nearest_name(name, views);
  if (!near.empty()) {
    hint = "did you mean '" + near + "'?";
  } else if (const auto of = std::ranges::find(catalogue(), head, &library::name); of != catalogue().end()) {
    hint = shortened(named(std::string(head) + " has ", of->entries), 400);
  } else {
    hint = named("the libraries are ", catalogue());
  }
  return {errc::unknown_name, "unknown schedule " + echoed(name), at, hint};
}

/// An inner schedule, if it is allowed there.
result<found_entry> allowed_inside(const std::string& name, const library& from, std::string_view allowed) {
  const std::string prefix = std::string(from.name) + ".";
  const std::string short_name = name.starts_with(prefix) ? " " + name.substr(prefix.size()) + " " : "";
  if (short_name.empty() ||
      (!allowed.empty() && (" " + std::string(allowed) + " ").find(short_name) == std::string::npos)) {
    return conflict(name + " is not allowed here: " +
                    (allowed.empty() ? "a schedule of " + std::string(from.name) : "one of " + std::string(allowed)));
  }
  return find(name);
}

}  // namespace

result<std::shared_ptr<const rule>> make(const written_call& call, std::size_t at, std::size_t end,
                                         const inner_reader& read) {
  const found_entry what = find(call.name);
  if (what.row == nullptr) return unknown_name(call, at);
  TAPER_TRY(values, check_arguments(call, what.row->parameters, end, read));
  auto out = std::make_shared<const library_rule>(what, std::move(values));
  if (out->inside().levels > most_contents.levels) {
    return error{
        errc::too_large, "schedules are nested more than " + std::to_string(most_contents.levels) + " deep", at, {}};
  }
  if (out->inside().schedules > most_contents.schedules) {
    return error{
        errc::too_large, "more than " + std::to_string(most_contents.schedules) + " schedules inside one", at, {}};
  }
  return std::shared_ptr<const rule>(std::move(out));
}

result<nested_call> nested(const written_value& one, const library& from, std::string_view allowed, const setting& in) {
  const written_call call = one.inner->is.with.rule->spelled();
  TAPER_TRY(what, allowed_inside(call.name, from, allowed));
  TAPER_TRY(values, check_arguments(call, what.row->parameters, error::nowhere));
  TAPER_TRY(given, settled(what.row->parameters, values, in));
  return nested_call{what.row, std::move(given)};
}

made_rule nested_rates(const written_value& one, const library& from, std::string_view allowed, const setting& in) {
  const rule& inner = *one.inner->is.with.rule.get();
  TAPER_TRY(what, allowed_inside(inner.spelled().name, from, allowed));
  const bool has_base = what.row->base != base_rate::absent;
  return inner.bind({in.steps, in.timing, has_base ? std::optional(in.base) : std::nullopt});
}

}  // namespace taper::libraries
