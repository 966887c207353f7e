// An example of a format of configurations: a constant rate under the key plain_rate.
#include "configs/reader.hpp"
#include "configs/spec.hpp"

namespace taper::configs {
namespace {

bool recognizes(const document& d) { return d.root.at("plain_rate") != nullptr; }

void read(const document&, const keys& k, report& out) {
  const double rate = k.number("plain_rate", 0.1);
  out.run(at_peak(windowed(constant{}), rate), out.facts.steps.value_or(1000));
}

}  // namespace

const config_reader plainconfig{{"plainconfig", "an example", "1.0"}, recognizes, read};

}  // namespace taper::configs
