// Replaces pattern.cpp in a build without std::regex, which is large.
#include "logs/read/reader.hpp"

namespace taper::inspection {
namespace {

read_result refuse_pattern(byte_source&, log_sink&, const read_options&) {
  return failed(errc::unsupported, "this build of taper does not read patterns", "use the program taper");
}

}  // namespace

constinit const reader pattern_format{
    .format = {"pattern", "any text, by a regular expression (not in this build)", "", "never", ""},
    .read = refuse_pattern};

}  // namespace taper::inspection
