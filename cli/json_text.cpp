// JSON on stdout and in files.
#include "json_text.hpp"

namespace taper::cli {

std::string json_text(const nlohmann::ordered_json& data, int indent) {
  const std::string text = data.dump(indent, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  out.reserve(text.size());
  // dump() escapes control characters below U+0020; those above are U+007F and U+0080 to U+009F, C2 80 to C2 9F.
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto byte = [&](std::size_t k) { return static_cast<unsigned char>(text[k]); };
    const bool two = byte(at) == 0xc2 && at + 1 < text.size() && byte(at + 1) < 0xa0;
    if (two) ++at;
    if (!two && byte(at) != 0x7f) {
      out += text[at];
      continue;
    }
    out += "\\u00";
    out += digits[byte(at) >> 4U];
    out += digits[byte(at) & 15U];
  }
  return out;
}

}  // namespace taper::cli
