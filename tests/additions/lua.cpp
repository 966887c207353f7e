// Exports to Lua: an example of a language, which writes only the last result.
#include "language.hpp"

namespace taper::exporting {

namespace {

class lua : public language {
  [[nodiscard]] std::string function(const std::string& c_name) const override { return "math." + c_name; }
  [[nodiscard]] std::string quotient(const expression& a, const expression& b) const override {
    return written(a, 6) + " // " + written(b, 6);
  }
  [[nodiscard]] std::string segment(const std::string& array, const expression& value) const override {
    return "segment(" + array + ", " + text(value) + ")";
  }
};

}  // namespace

std::string write_lua(const program& p, const description& d) {
  return heading(d, "--") + "return " + lua().text(p.pieces.back().rate.back().value) + "\n";
}

}  // namespace taper::exporting
