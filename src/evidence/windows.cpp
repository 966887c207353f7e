// The windows on which the rule is tested.
#include <array>
#include <initializer_list>
#include <utility>

#include "taper/evidence.hpp"

namespace taper {

namespace {

class window_list {
 public:
  void add(schedule s) { all_.push_back(std::move(s)); }
  template <class F>
  void sweep(F window, double F::* parameter, std::initializer_list<double> values) {
    for (const double v : values) {
      window.*parameter = v;
      add({window, {}});
    }
  }
  std::vector<schedule> all() && { return std::move(all_); }

 private:
  std::vector<schedule> all_;
};

}  // namespace

std::vector<schedule> evidence_windows() {
  window_list w;
  for (const any_window& plain :
       {any_window(linear{}), any_window(one_minus_sqrt{}), any_window(rex{}), any_window(constant{})})
    w.add({plain, {}});
  w.sweep(cosine{}, &cosine::n, {1, 1.2, 1.5, 1.75, 2, 2.25, 2.5, 3, 3.5, 4, 5, 6, 8});
  w.sweep(power{}, &power::p, {0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.1, 1.25, 1.5, 1.75, 2, 2.5, 3, 4, 5, 6});
  w.sweep(exp{}, &exp::beta, {0.999, 0.99, 0.95, 0.9,  0.8,  0.7,  0.6,  0.5,   0.4,   0.3,   0.2,
                              0.15,  0.1,  0.07, 0.05, 0.03, 0.02, 0.01, 0.005, 0.001, 0.0001});
  w.sweep(uba{}, &uba::phi, {0.1, 0.2, 0.35, 0.5, 0.7, 1, 1.4, 2, 2.5, 3, 4, 6, 10, 20});
  w.sweep(chebyshev{}, &chebyshev::condition, {1.5, 2, 3, 4, 6, 10, 20, 50, 100, 300, 1000});
  for (const double n : {1.0, 1.5, 2.0, 3.0, 4.0})
    w.sweep(poly{.i = 1.0, .n = n}, &poly::i,
            {0.3, 0.4, 0.5, 0.7, 0.85, 1.2, 1.5, 1.8, 2, 2.5, 3, 4, 5, 6, 8, 10, 15, 20, 40});
  for (const double center : {0.3, 0.4, 0.5, 0.6, 0.75, 0.875})
    w.sweep(sigmoid{.i = 1.0, .c = center}, &sigmoid::i, {0.5, 1, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20, 40});
  const std::array<any_window, 8> falls{linear{},       cosine{},          one_minus_sqrt{}, exp{.beta = 0.05},
                                        poly{.i = 2.0}, sigmoid{.i = 4.0}, power{.p = 2.0},  power{.p = 0.5}};
  for (const any_window& fall : falls) {
    for (const double length : {80, 50, 30, 20, 10, 5}) w.add(schedule{fall, {}} | cooldown(percent(length)));
    for (const double lowest : {1, 3, 10, 30}) w.add(schedule{fall, {}} | floor(percent(lowest)));
  }
  return std::move(w).all();
}

}  // namespace taper
