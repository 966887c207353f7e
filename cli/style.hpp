// Style of the terminal text: colors where allowed.
#pragma once

#include <string>

#include "render/terminal.hpp"
#include "reports/numbers.hpp"
#include "taper/taper.hpp"

namespace taper::cli {

/// Colors of a verdict; none if stdout is not a terminal or NO_COLOR is set.
class style {
 public:
  style() : color_(render::terminal_ink(1) != render::ink::plain) {}
  [[nodiscard]] std::string verdict(taper::verdict v, std::size_t width = 0) const;
  [[nodiscard]] std::string bold(const std::string& text) const;
  [[nodiscard]] std::string dim(const std::string& text) const;
  [[nodiscard]] std::string fault(const std::string& text) const;

 private:
  [[nodiscard]] std::string wrap(const std::string& text, const char* code) const;
  bool color_;
};

using reports::brief;
using reports::fitted;
using reports::percent_text;
using reports::signed_percent;

/// `text` after `head`, wrapped at spaces to `columns`; later lines are indented by the length of the head. Ends with a
/// newline.
std::string wrapped(const std::string& head, const std::string& text, std::size_t columns = 100);

}  // namespace taper::cli
