// The list of readers; recognition; messages for files that are not logs.
#include <algorithm>
#include <array>
#include <istream>
#include <vector>

#include "logs/read/not_a_log.hpp"
#include "logs/read/reader.hpp"

namespace taper::inspection {

namespace {

constexpr std::array list = {
#define READER(file, name) &name,
#include "logs/read/reader_list.hpp"
#undef READER
};

std::string names() {
  std::string out;
  for (const reader* one : list) out += (out.empty() ? "" : ", ") + std::string(one->format.name);
  return out;
}

const reader* named(std::string_view name) {
  const auto found = std::find_if(list.begin(), list.end(), [&](const reader* r) { return r->format.name == name; });
  return found == list.end() ? nullptr : *found;
}

const reader* recognized(const first_look& look) {
  const auto fits = std::find_if(list.begin(), list.end(),
                                 [&](const reader* r) { return r->recognizes != nullptr && r->recognizes(look); });
  return fits == list.end() ? nullptr : *fits;
}

// Reads with one reader, or as text without one; the format is that of the reader, or the one found in the text.
result<training_log> read_with(const reader* chosen, byte_source& source, const read_options& options) {
  log_sink sink;
  const bool text = chosen == nullptr || chosen->read == nullptr;
  if (!text) sink.log().format = chosen->format.name;
  std::optional<error> wrong = text ? read_text(source, sink, options, chosen) : chosen->read(source, sink, options);
  if (source.failed()) return failed(errc::io, "the file could not be read to its end");
  if (wrong) return *wrong;
  training_log log = sink.finish();
  log.file = options.name;
  if (!log.series.empty()) return log;
  if (const std::uint64_t rates = sink.rates_without_position(); rates > 0) return without_positions(log, rates);
  return without_rates(log);
}

result<training_log> read(byte_source& source, const read_options& options) {
  const first_look look{source.head(), options.name};
  if (std::optional<error> other = known_other(look.head)) return *other;
  if (!options.format.empty() || !options.pattern.empty()) {
    const reader* const wanted = named(options.pattern.empty() ? std::string_view(options.format) : "pattern");
    if (wanted != nullptr) return read_with(wanted, source, options);
    return failed(errc::unknown_name, "no log format \"" + options.format + "\"", "one of: " + names());
  }
  if (const reader* const chosen = recognized(look)) return read_with(chosen, source, options);
  if (std::optional<error> other = unread_kind(look.head)) return *other;
  return read_with(nullptr, source, options);
}

}  // namespace

std::span<const reader* const> readers() noexcept { return list; }

}  // namespace taper::inspection

namespace taper {

std::span<const log_format> log_formats() noexcept {
  static const std::vector<log_format> formats = [] {
    std::vector<log_format> out;
    for (const inspection::reader* one : inspection::readers()) out.push_back(one->format);
    return out;
  }();
  return formats;
}

result<training_log> read_log(std::istream& in, const read_options& options) {
  inspection::byte_source source(in, options.whole_lines);
  return inspection::read(source, options);
}

result<training_log> read_log(std::string_view text, const read_options& options) {
  inspection::byte_source source(text);
  return inspection::read(source, options);
}

}  // namespace taper
