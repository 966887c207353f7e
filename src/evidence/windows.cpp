// The windows on which the rule is tested.
#include <array>
#include <initializer_list>
#include <string>

#include "taper/evidence.hpp"
#include "taper/notation.hpp"

namespace taper {

namespace {

class window_list {
 public:
  void add(const std::string& spec) { all_.push_back(parse(spec).value()); }
  void sweep(const std::string& before, std::initializer_list<double> values, const std::string& after) {
    for (const double v : values) add(before + print_number(v) + after);
  }
  std::vector<schedule> all() && { return std::move(all_); }

 private:
  std::vector<schedule> all_;
};

}  // namespace

std::vector<schedule> evidence_windows() {
  window_list w;
  for (const char* spec : {"linear", "one_minus_sqrt", "rex", "constant"}) w.add(spec);
  w.sweep("cosine(n=", {1, 1.2, 1.5, 1.75, 2, 2.25, 2.5, 3, 3.5, 4, 5, 6, 8}, ")");
  w.sweep("power(p=", {0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.1, 1.25, 1.5, 1.75, 2, 2.5, 3, 4, 5, 6}, ")");
  w.sweep("exp(beta=", {0.999, 0.99, 0.95, 0.9,  0.8,  0.7,  0.6,  0.5,   0.4,   0.3,   0.2,
                        0.15,  0.1,  0.07, 0.05, 0.03, 0.02, 0.01, 0.005, 0.001, 0.0001},
          ")");
  w.sweep("uba(phi=", {0.1, 0.2, 0.35, 0.5, 0.7, 1, 1.4, 2, 2.5, 3, 4, 6, 10, 20}, ")");
  w.sweep("chebyshev(condition=", {1.5, 2, 3, 4, 6, 10, 20, 50, 100, 300, 1000}, ")");
  for (const double n : {1.0, 1.5, 2.0, 3.0, 4.0})
    w.sweep("poly(i=", {0.3, 0.4, 0.5, 0.7, 0.85, 1.2, 1.5, 1.8, 2, 2.5, 3, 4, 5, 6, 8, 10, 15, 20, 40},
            ", n=" + print_number(n) + ")");
  for (const char* center : {"30%", "40%", "50%", "60%", "75%", "87.5%"})
    w.sweep("sigmoid(i=", {0.5, 1, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20, 40}, ", c=" + std::string(center) + ")");
  const std::array falls{"linear",    "cosine",       "one_minus_sqrt", "exp(beta=0.05)",
                         "poly(i=2)", "sigmoid(i=4)", "power(p=2)",     "power(p=0.5)"};
  for (const char* fall : falls) {
    for (const char* length : {"80%", "50%", "30%", "20%", "10%", "5%"})
      w.add(std::string(fall) + " | cooldown(" + length + ")");
    for (const char* floor : {"1%", "3%", "10%", "30%"}) w.add(std::string(fall) + " | floor(" + floor + ")");
  }
  return std::move(w).all();
}

}  // namespace taper
