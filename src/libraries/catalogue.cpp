// The list of libraries, look-up by dotted name, and the rule that a call to one of them becomes.
#include "taper/libraries/catalogue.hpp"

#include <algorithm>
#include <array>

#include "../notation/syntax.hpp"
#include "check_value.hpp"
#include "make.hpp"
#include "taper/algebra.hpp"
#include "taper/notation.hpp"

namespace taper::libraries {

std::span<const library> catalogue() {
  static const std::array all = {
      torch_library,          hf_library,        optax_library,      keras_library,    timm_library,
      megatron_library,       deepspeed_library, torchtitan_library, llmc_library,     composer_library,
      fairseq_library,        fvcore_library,    mmengine_library,   ignite_library,   pytorch_optimizer_library,
      pytorch_warmup_library, olmo_library,      mlx_library,        libtorch_library, caffe_library,
      epfml_library,          burn_library,      flux_library};
  return all;
}

found_entry find(std::string_view dotted_name) {
  const std::size_t dot = dotted_name.find('.');
  if (dot == std::string_view::npos) {
    for (const entry& row : algebra_library.entries) {
      if (row.name == dotted_name) return {&algebra_library, &row};
    }
    return {};
  }
  for (const library& of : catalogue()) {
    if (of.name != dotted_name.substr(0, dot)) continue;
    for (const entry& row : of.entries) {
      if (row.name == dotted_name.substr(dot + 1)) return {&of, &row};
    }
  }
  return {};
}

std::vector<std::string> names() {
  std::vector<std::string> out;
  for (const library& of : catalogue()) {
    for (const entry& row : of.entries) out.push_back(std::string(of.name) + "." + std::string(row.name));
  }
  return out;
}

namespace {

using kind = written_value::kind;

/// A default as its row writes it.
written_value default_of(const parameter_row& row) {
  written_value out;
  if (row.fallback.empty()) return out;
  result<written_value> read = syntax::read_value(row.fallback, 0);
  if (read) return *std::move(read);
  out.is = kind::text;
  out.word = row.fallback;
  return out;
}

/// Words that need no quotes as words, the rest as texts, so that printing and reading again changes nothing.
/// Composer's times are texts: 10ba, read as a number with a unit, becomes "10ba".
void settle(written_value& v, takes parameter) {
  const bool is_time = parameter == takes::time || parameter == takes::times;
  if (is_time && v.is == kind::number && !v.word.empty()) {
    v.word = print_number(v.number) + v.word;
    v.number = 0.0;
    v.is = kind::text;
  }
  if (v.is == kind::word || v.is == kind::text) v.is = print_value(v).front() == '"' ? kind::text : kind::word;
  for (written_value& one : v.list) settle(one, parameter);
}

}  // namespace

written_call spell(std::string name, std::span<const parameter_row> rows, const given_values& values) {
  written_call out{std::move(name), {}};
  for (std::size_t k = 0; k < values.size(); ++k) {
    if (!values[k]) continue;
    if (!rows[k].fallback.empty()) {
      written_value standard = default_of(rows[k]);
      settle(standard, rows[k].kind);
      if (standard == *values[k]) continue;
    }
    out.arguments.push_back({std::string(rows[k].name), *values[k]});
  }
  return out;
}

arguments with_defaults(std::span<const parameter_row> rows, given_values values) {
  for (std::size_t k = 0; k < values.size(); ++k) {
    if (!values[k]) values[k] = default_of(rows[k]);
  }
  return {rows, std::move(values)};
}

namespace {

std::string full_name(const found_entry& what) {
  return (what.of->name.empty() ? "" : std::string(what.of->name) + ".") + std::string(what.row->name);
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
    result<arguments> given = settled(to);
    if (!given) return given.error();
    return what_.row->make(*given, setting_of(to));
  }

  [[nodiscard]] std::optional<translation> as_native_schedule(const binding& to) const override {
    if (what_.row->translate == nullptr) return std::nullopt;
    const result<arguments> given = settled(to);
    if (!given || !what_.row->make(*given, setting_of(to))) return std::nullopt;
    return what_.row->translate(*given, setting_of(to));
  }

  [[nodiscard]] std::vector<taper::finding> findings(const binding& to) const override {
    std::vector<taper::finding> out;
    const result<arguments> given = settled(to);
    if (!given) return out;
    if (what_.row->findings != nullptr) what_.row->findings(*given, setting_of(to), out);
    if (to.peak && what_.row->base == base_rate::ignored) {
      note(out, "peak-ignored", std::nullopt,
           spelled().name + " sets rates of its own; the optimizer's base rate, peak(" + print_number(*to.peak) +
               "), has no part in them");
    }
    return out;
  }

 private:
  [[nodiscard]] setting setting_of(const binding& to) const {
    return {to.peak ? *to.peak : what_.of->default_base, to.steps, to.timing, to.peak.has_value()};
  }
  /// Defaults filled in, amounts of time as whole steps.
  [[nodiscard]] result<arguments> settled(const binding& to) const {
    std::vector<std::optional<written_value>> out;
    for (std::size_t k = 0; k < values_.size(); ++k) {
      const parameter_row& row = what_.row->parameters[k];
      result<written_value> v = resolved(values_[k] ? *values_[k] : default_of(row), row, setting_of(to));
      if (!v) return v.error();
      out.emplace_back(*std::move(v));
    }
    return arguments(what_.row->parameters, std::move(out));
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

std::string with_commas(std::span<const parameter_row> rows) {
  std::string out;
  for (const parameter_row& row : rows) out += (out.empty() ? "" : ", ") + std::string(row.name);
  return out;
}

error unknown_name(const written_call& call, std::size_t at) {
  const std::string_view name = call.name;
  const std::vector<std::string> all = names();
  std::string hint;
  const std::string_view head = name.substr(0, name.find('.'));
  std::vector<std::string_view> views(all.begin(), all.end());
  const std::string near = syntax::nearest(name, views);
  if (!near.empty()) {
    hint = "did you mean '" + near + "'?";
  } else if (std::ranges::any_of(catalogue(), [&](const library& l) { return l.name == head; })) {
    hint = "`taper list " + std::string(head) + "` names its schedules";
  } else {
    for (const library& l : catalogue()) hint += (hint.empty() ? "the libraries are " : ", ") + std::string(l.name);
  }
  return {errc::unknown_name, "unknown schedule " + syntax::quoted(name), at, hint};
}

/// The row's place of one argument, or what is wrong with its name.
result<std::size_t> place_of(const written_call& call, const written_call::argument& a,
                             std::span<const parameter_row> rows,
                             const std::vector<std::optional<written_value>>& taken) {
  if (a.key.empty()) {
    for (std::size_t k = 0; k < taken.size(); ++k) {
      if (!taken[k]) return k;
    }
    return error{
        errc::syntax, call.name + " takes at most " + std::to_string(taken.size()) + " arguments", a.value.at, {}};
  }
  std::vector<std::string_view> known;
  for (std::size_t k = 0; k < rows.size(); ++k) {
    if (rows[k].name == a.key) {
      if (taken[k])
        return error{errc::conflict, call.name + ": " + syntax::quoted(a.key) + " is given twice", a.value.at, {}};
      return k;
    }
    known.push_back(rows[k].name);
  }
  const std::string near = syntax::nearest(a.key, known);
  return error{errc::unknown_name, call.name + " has no argument " + syntax::quoted(a.key), a.value.at,
               near.empty() ? "its arguments are " + with_commas(rows) : "did you mean '" + near + "'?"};
}

/// The schedules of an argument that were written as words or texts, read.
std::optional<error> read_schedules(written_value& v, takes parameter, const inner_reader& read) {
  if (parameter == takes::schedules || parameter == takes::any_schedules) {
    for (written_value& one : v.list) {
      if (auto e = read_schedules(one, takes::schedule, read)) return e;
    }
  }
  if (parameter != takes::schedule || !read || (v.is != kind::word && v.is != kind::text)) return std::nullopt;
  result<schedule> s = read(v);
  if (!s) return s.error();
  v = as_argument(*std::move(s), v.at);
  return std::nullopt;
}

/// What keeps a schedule from standing inside another of its library.
std::optional<error> not_plain(const written_value& v, const parameter_row& row) {
  if (row.kind == takes::any_schedules) return algebra::too_many(v.list.size());
  if (row.kind != takes::schedules) return std::nullopt;
  for (const written_value& one : v.list) {
    const schedule& s = one.inner->is;
    if (!s.with.rule) {
      return error{
          errc::syntax, std::string(row.name) + " takes schedules of the library, got " + print_value(one), one.at, {}};
    }
    if (s.with.peak) {
      return error{
          errc::syntax,
          "in " + syntax::quoted(print_value(one)) + ": a schedule inside another of its library takes no modifiers",
          one.at,
          {}};
    }
  }
  return std::nullopt;
}

}  // namespace

result<given_values> check_arguments(const written_call& call, std::span<const parameter_row> rows, std::size_t end,
                                     const inner_reader& read) {
  given_values values(rows.size());
  for (const written_call::argument& a : call.arguments) {
    const result<std::size_t> k = place_of(call, a, rows, values);
    if (!k) return k.error();
    written_value v = a.value;
    if (auto e = read_schedules(v, rows[*k].kind, read)) return *std::move(e);
    if (auto e = fault_of(v, rows[*k])) return *std::move(e);
    if (auto e = not_plain(v, rows[*k])) return *std::move(e);
    settle(v, rows[*k].kind);
    values[*k] = std::move(v);
  }
  for (std::size_t k = 0; k < values.size(); ++k) {
    if (!values[k] && rows[k].fallback.empty()) {
      return error{errc::missing, call.name + " needs " + std::string(rows[k].name), end,
                   "write " + call.name + "(" + std::string(rows[k].name) + "=…)"};
    }
  }
  return values;
}

result<std::shared_ptr<const rule>> make(const written_call& call, std::size_t at, std::size_t end,
                                         const inner_reader& read) {
  const found_entry what = find(call.name);
  if (what.row == nullptr) return unknown_name(call, at);
  result<given_values> values = check_arguments(call, what.row->parameters, end, read);
  if (!values) return values.error();
  auto out = std::make_shared<const library_rule>(what, *std::move(values));
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

std::uint64_t nested_count(const written_value& one, std::string_view name, const setting& in) {
  const written_call settled = one.inner->is.with.rule->spelled();
  for (const parameter_row& row : find(settled.name).row->parameters) {
    if (row.name != name) continue;
    written_value value = default_of(row);
    for (const written_call::argument& a : settled.arguments) {
      if (a.key == name) value = a.value;
    }
    const result<written_value> steps = resolved(value, row, in);
    return steps ? static_cast<std::uint64_t>(steps->number) : 0;
  }
  return 0;
}

made_rule nested(const written_value& one, const library& from, std::string_view allowed, const setting& in) {
  const rule& inner = *one.inner->is.with.rule.get();
  const std::string name = inner.spelled().name;
  const std::string prefix = std::string(from.name) + ".";
  const std::string short_name = name.starts_with(prefix) ? " " + name.substr(prefix.size()) + " " : "";
  if (short_name.empty() ||
      (!allowed.empty() && (" " + std::string(allowed) + " ").find(short_name) == std::string::npos)) {
    return conflict(name + " cannot stand here: " +
                    (allowed.empty() ? "a schedule of " + std::string(from.name) : "one of " + std::string(allowed)));
  }
  const bool has_base = find(name).row->base != base_rate::absent;
  return inner.bind({in.steps, in.timing, has_base ? std::optional(in.base) : std::nullopt});
}

}  // namespace taper::libraries
