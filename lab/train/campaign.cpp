// All runs of one invocation.
#include "train/campaign.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "data/prepare.hpp"

namespace taper::lab {
namespace {

constexpr std::uint64_t search_seeds[] = {1001, 1002};
constexpr int first_reach = 2, most_reach = 6;  // factors of two from the shared peak

class runner {
 public:
  runner(const campaign& c, const loaded_data& data, const training_options& options, processes& group,
         const announcement& announce)
      : campaign_(c), data_(data), options_(options), group_(group), announce_(announce) {}

  taper::result<session_end> all() {
    taper::result<std::vector<run_request>> plan =
        campaign_.how == protocol::tuned
            ? tuned_plan()
            : plan_runs(campaign_.what, campaign_.schedules, campaign_.peak, campaign_.seeds, campaign_.how);
    if (!plan) return plan.error();
    if (stopped_) return session_end{true, {}};
    std::vector<run_request> mine;
    for (std::size_t i = 0; i < plan->size(); ++i) {
      if (i % campaign_.task.of == campaign_.task.index) mine.push_back((*plan)[i]);
    }
    return make(mine);
  }

 private:
  // The runs in groups; finished ones are taken from their folders.
  taper::result<session_end> make(const std::vector<run_request>& requests) {
    std::vector<std::optional<run_result>> results(requests.size());
    std::vector<std::size_t> open;
    for (std::size_t i = 0; i < requests.size(); ++i) {
      taper::result<std::optional<run_result>> there =
          result_of(campaign_.what, requests[i], data_, options_, group_.size());
      if (!there) return there.error();
      results[i] = *std::move(there);
      if (!results[i]) open.push_back(i);
    }
    for (std::size_t first = 0; first < open.size(); first += campaign_.replicas) {
      const std::size_t n = std::min(campaign_.replicas, open.size() - first);
      std::vector<run_request> now;
      for (std::size_t k = 0; k < n; ++k) now.push_back(requests[open[first + k]]);
      if (announce_ && group_.rank() == 0) announce_(requests.size() - open.size() + first, requests.size(), now);
      taper::result<session_end> end = train(campaign_.what, now, data_, options_, group_);
      if (!end) return end.error();
      if (end->stopped) {
        stopped_ = true;
        return session_end{true, {}};
      }
      for (std::size_t k = 0; k < end->results.size(); ++k) results[open[first + k]] = end->results[k];
    }
    session_end out;
    for (std::optional<run_result>& r : results) {
      if (r) out.results.push_back(*std::move(r));
    }
    return out;
  }

  // The minimized number is the metric of the experiment; a diverged run is worse than any other.
  double value_of(const run_result& r) const {
    const std::optional<double>& v = campaign_.what.metric == "test_error"      ? r.test_error
                                     : campaign_.what.metric == "held_out_loss" ? r.held_out_loss
                                                                                : r.train_loss;
    return v && r.status == "finished" ? *v : HUGE_VAL;
  }

  // Fills `known` with the mean value at the peaks 2^k; false when stopped.
  taper::result<bool> search(const std::map<std::string, std::vector<int>>& wanted,
                             std::map<std::string, std::map<int, double>>& known) {
    std::vector<run_request> requests;
    std::vector<std::pair<std::string, int>> keys;
    for (const auto& [spec, exponents] : wanted) {
      for (const int k : exponents) {
        for (const std::uint64_t seed : search_seeds) {
          taper::result<run_request> r =
              request_of(campaign_.what, spec, campaign_.peak * std::exp2(k), seed, protocol::search);
          if (!r) return r.error();
          r->spec = r->full;
          requests.push_back(*std::move(r));
          keys.emplace_back(spec, k);
        }
      }
    }
    taper::result<session_end> end = make(requests);
    if (!end) return end.error();
    if (end->stopped) return false;
    for (std::size_t i = 0; i < end->results.size(); ++i)
      known[keys[i].first][keys[i].second] += value_of(end->results[i]) / static_cast<double>(std::size(search_seeds));
    return true;
  }

  static int best_of(const std::map<int, double>& values) {
    return std::min_element(values.begin(), values.end(),
                            [](const auto& a, const auto& b) { return a.second < b.second; })
        ->first;
  }

  taper::result<std::vector<run_request>> tuned_plan() {
    if (group_.size() > 1)
      return failed(errc::unsupported, "the search for peaks runs in a single process",
                    "use --replicas to parallelize it");
    std::vector<std::string> specs;
    std::map<std::string, std::vector<int>> wanted;
    for (const std::string& text : campaign_.schedules) {
      taper::result<run_request> r = request_of(campaign_.what, text, campaign_.peak, 1, protocol::tuned);
      if (!r) return r.error();
      specs.push_back(r->spec);
      for (int k = -first_reach; k <= first_reach; ++k) wanted[r->spec].push_back(k);
    }
    std::map<std::string, std::map<int, double>> known;
    while (!wanted.empty()) {
      const taper::result<bool> done = search(wanted, known);
      if (!done) return done.error();
      if (!*done) return std::vector<run_request>{};
      wanted.clear();
      for (const auto& [spec, values] : known) {
        const int best = best_of(values), low = values.begin()->first, high = values.rbegin()->first;
        if (best == low && low > -most_reach) wanted[spec].push_back(low - 1);
        if (best == high && high < most_reach) wanted[spec].push_back(high + 1);
      }
    }
    std::vector<run_request> out;
    for (std::uint64_t seed = 1; seed <= campaign_.seeds; ++seed) {
      for (const std::string& spec : specs) {
        taper::result<run_request> r =
            request_of(campaign_.what, spec, campaign_.peak * std::exp2(best_of(known[spec])), seed, protocol::tuned);
        if (!r) return r.error();
        out.push_back(*std::move(r));
      }
    }
    return out;
  }

  const campaign& campaign_;
  const loaded_data& data_;
  const training_options& options_;
  processes& group_;
  const announcement& announce_;
  bool stopped_ = false;
};

}  // namespace

taper::result<loaded_data> load_data(const experiment& e) {
  loaded_data out;
  const auto from = [](std::string_view name, auto&& read, auto& into) -> taper::result<void> {
    const taper::result<std::filesystem::path> path = find_data(name);
    if (!path) return path.error();
    auto loaded = read(*path);
    if (!loaded) return loaded.error();
    into = *std::move(loaded);
    for (const std::string& note : unpublished_files(*find_source(name), *path))
      into->note += (into->note.empty() ? "" : "; ") + note;
    return {};
  };
  taper::result<void> loaded;
  switch (e.data) {
    case data_kind::shakespeare:
      loaded = from("tinyshakespeare", [](const auto& p) { return load_shakespeare(p); }, out.text);
      break;
    case data_kind::wikitext:
      loaded = from("wikitext-2", [&](const auto& p) { return load_wikitext(p, e.limit_vocabulary); }, out.text);
      break;
    case data_kind::cifar10:
      loaded = from("cifar-10-batches-bin", [](const auto& p) { return load_cifar10(p); }, out.images);
      break;
    case data_kind::synthetic: {
      synthetic_text made = synthetic_language(1, 1'000'000);
      out.text = std::move(made.data);
      out.optimum = made.entropy_rate;
      break;
    }
    case data_kind::none: break;
  }
  TAPER_CHECK(loaded);
  out.checksum = checksum_of(out);
  return out;
}

taper::result<session_end> run_campaign(const campaign& c, const loaded_data& data, const training_options& options,
                                        processes& group, const announcement& announce) {
  return runner(c, data, options, group, announce).all();
}

}  // namespace taper::lab
