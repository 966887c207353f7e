// A language with known entropy rate.
#include <algorithm>
#include <cmath>
#include <random>

#include "data/dataset.hpp"

namespace taper::lab {
namespace {

// std::mt19937_64 is identical everywhere, but the distributions of <random> are not.
class source_of_draws {
 public:
  explicit source_of_draws(std::uint64_t seed) : engine_(seed) {}
  std::uint64_t below(std::uint64_t n) {
    const std::uint64_t most = engine_.max() - engine_.max() % n;
    std::uint64_t draw = engine_();
    while (draw >= most) draw = engine_();
    return draw % n;
  }

 private:
  std::mt19937_64 engine_;
};

struct successor {
  std::uint16_t token;
  std::uint32_t weight;
};

// For every token, its successors and their weights; each row sums to `total`.
struct rows {
  std::vector<std::vector<successor>> of;
  std::vector<std::uint32_t> total;
};

rows draw_rows(source_of_draws& draws, int vocabulary, int successors) {
  rows out;
  const auto v = static_cast<std::size_t>(vocabulary);
  for (std::size_t a = 0; a < v; ++a) {
    // The next token of the cycle is always among them: every token can be reached from every other.
    std::vector<std::uint16_t> tokens{static_cast<std::uint16_t>((a + 1) % v)};
    while (tokens.size() < static_cast<std::size_t>(successors)) {
      const auto t = static_cast<std::uint16_t>(draws.below(v));
      if (std::ranges::find(tokens, t) == tokens.end()) tokens.push_back(t);
    }
    std::vector<successor> row;
    std::uint32_t total = 0;
    for (const std::uint16_t t : tokens) {
      // Repeatedly halved, so that rows differ: some nearly deterministic, some uniform.
      const auto weight = static_cast<std::uint32_t>(1 + (1000U >> draws.below(6)) + draws.below(100));
      row.push_back({t, weight});
      total += weight;
    }
    out.of.push_back(std::move(row));
    out.total.push_back(total);
  }
  return out;
}

std::uint16_t draw_from(source_of_draws& draws, const rows& law, std::size_t token) {
  auto left = static_cast<std::uint32_t>(draws.below(law.total[token]));
  for (const successor& s : law.of[token]) {
    if (left < s.weight) return s.token;
    left -= s.weight;
  }
  return law.of[token].back().token;
}

struct language {
  rows by_last, by_one_before;
  std::size_t vocabulary;

  // p(. | a, b) added up, token by token
  std::vector<std::pair<std::uint16_t, double>> next(std::size_t a, std::size_t b) const {
    std::vector<std::pair<std::uint16_t, double>> out;
    const auto add = [&](const rows& law, std::size_t token) {
      for (const successor& s : law.of[token]) {
        const double p = 0.5 * s.weight / law.total[token];
        const auto at = std::ranges::find(out, s.token, &std::pair<std::uint16_t, double>::first);
        if (at == out.end()) {
          out.emplace_back(s.token, p);
        } else {
          at->second += p;
        }
      }
    };
    add(by_last, b);
    add(by_one_before, a);
    return out;
  }
};

double entropy_rate_of(const language& l) {
  const std::size_t v = l.vocabulary;
  std::vector<double> pi(v * v, 1.0 / static_cast<double>(v * v));
  std::vector<double> to(v * v);
  std::vector<std::vector<std::pair<std::uint16_t, double>>> next(v * v);
  for (std::size_t a = 0; a < v; ++a) {
    for (std::size_t b = 0; b < v; ++b) next[a * v + b] = l.next(a, b);
  }
  constexpr int most_rounds = 10'000;
  for (int round = 0; round < most_rounds; ++round) {
    std::ranges::fill(to, 0.0);
    for (std::size_t a = 0; a < v; ++a) {
      for (std::size_t b = 0; b < v; ++b) {
        for (const auto& [c, p] : next[a * v + b]) to[b * v + c] += pi[a * v + b] * p;
      }
    }
    // Averaged with the old one: the fixed point is the same, and a periodic chain converges too.
    double moved = 0.0;
    for (std::size_t k = 0; k < pi.size(); ++k) {
      moved += std::abs(to[k] - pi[k]);
      pi[k] = 0.5 * (pi[k] + to[k]);
    }
    if (moved < 1e-15) break;
  }
  double total = 0.0;
  double rate = 0.0;
  for (std::size_t k = 0; k < pi.size(); ++k) {
    total += pi[k];
    for (const auto& [c, p] : next[k]) rate -= pi[k] * p * std::log(p);
  }
  return rate / total;
}

std::vector<std::uint16_t> draw_text(const language& l, std::uint64_t seed, std::size_t size) {
  source_of_draws draws(seed);
  constexpr std::size_t run_in = 1000;  // burn-in tokens
  std::vector<std::uint16_t> out;
  out.reserve(size);
  std::size_t a = 0;
  std::size_t b = 1;
  for (std::size_t k = 0; k < run_in + size; ++k) {
    const bool by_last = draws.below(2) == 0;
    const std::uint16_t c = by_last ? draw_from(draws, l.by_last, b) : draw_from(draws, l.by_one_before, a);
    if (k >= run_in) out.push_back(c);
    a = b;
    b = c;
  }
  return out;
}

}  // namespace

synthetic_text synthetic_language(std::uint64_t seed, std::size_t size, int vocabulary, int successors) {
  const int v = std::clamp(vocabulary, 2, 1024);
  const int s = std::clamp(successors, 2, v);
  source_of_draws draws(seed);
  language l{.by_last = draw_rows(draws, v, s),
             .by_one_before = draw_rows(draws, v, s),
             .vocabulary = static_cast<std::size_t>(v)};
  synthetic_text out;
  out.data.vocabulary = v;
  out.data.name = "synthetic-language";
  out.entropy_rate = entropy_rate_of(l);
  out.data.train = draw_text(l, seed ^ 0x9e3779b97f4a7c15U, size);
  out.data.held_out = draw_text(l, seed ^ 0xbf58476d1ce4e5b9U, std::max<std::size_t>(size / 10, 1));
  return out;
}

}  // namespace taper::lab
