// How often `inspect` is right, by kind of schedule and rounding of the log: the figures of docs/inspect.md.
//
//   taper_inspect_figures [--each N] [--seed N] [--kind NAME] [--written NAME] [--show right|open|wrong|fault|failed|slow|all]
//
// It makes N logs of every kind and rounding, reads them and prints a table in Markdown.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "grid/judge.hpp"

namespace {

using namespace taper::test;

struct options {
  std::size_t each = 12;
  std::uint64_t seed = 1;
  std::string kind;
  std::string written;
  std::string show;
};

// Of some logs, how many were answered rightly, and how many not at all.
struct share {
  std::size_t all = 0;
  std::size_t right = 0;
  std::size_t open = 0;

  void add(answer what) {
    ++all;
    right += what == answer::right ? 1 : 0;
    open += what == answer::open || what == answer::failed ? 1 : 0;
  }
};

struct tally {
  std::map<written, share> whole;  // logs that hold the end of the schedule
  share cut;
  std::size_t undetermined = 0;  // logs that hold the end, and that another schedule fits as well
  std::size_t wrong = 0;
  std::size_t faults = 0;

  void add(const grid_case& c, const grid_result& r) {
    if (r.what == answer::undetermined)
      ++undetermined;
    else
      (c.whole() ? whole[c.how] : cut).add(r.what);
    wrong += r.what == answer::wrong ? 1 : 0;
    faults += r.faults.empty() ? 0 : 1;
  }
};

std::string percent(std::size_t part, std::size_t all) {
  if (all == 0) return "–";
  char text[16];
  std::snprintf(text, sizeof text, "%.0f %%", 100.0 * static_cast<double>(part) / static_cast<double>(all));
  return text;
}

void print_row(const std::string& name, tally& t) {
  std::printf("| %s |", name.c_str());
  share whole;
  for (const written how : all_roundings) {
    const share& s = t.whole[how];
    std::printf(" %s |", percent(s.right, s.all).c_str());
    whole.all += s.all;
    whole.right += s.right;
  }
  std::printf(" %s | %zu | %s | %s | %zu | %zu | %zu |\n", percent(whole.right, whole.all).c_str(), t.undetermined,
              percent(t.cut.right, t.cut.all).c_str(), percent(t.cut.open, t.cut.all).c_str(), t.wrong, t.faults,
              whole.all + t.undetermined + t.cut.all);
}

bool is_shown(const options& o, const grid_result& r) {
  constexpr double slow = 1.0;  // seconds
  return o.show == "all" || (o.show == "wrong" && r.what == answer::wrong) ||
         (o.show == "open" && (r.what == answer::open || r.what == answer::undetermined)) ||
         (o.show == "right" && r.what == answer::right) || (o.show == "fault" && !r.faults.empty()) ||
         (o.show == "failed" && r.what == answer::failed) || (o.show == "slow" && r.seconds > slow);
}

int usage() {
  std::fputs(
      "usage: taper_inspect_figures [--each N] [--seed N] [--kind NAME] [--written NAME] [--show "
      "right|open|wrong|fault|failed|slow|all]\n",
      stderr);
  return 2;
}

}  // namespace

int main(int argc, char** argv) {
  options o;
  for (int i = 1; i < argc; i += 2) {
    if (i + 1 >= argc) return usage();
    const std::string name = argv[i];
    const char* const value = argv[i + 1];
    if (name == "--each")
      o.each = std::strtoull(value, nullptr, 10);
    else if (name == "--seed")
      o.seed = std::strtoull(value, nullptr, 10);
    else if (name == "--kind")
      o.kind = value;
    else if (name == "--written")
      o.written = value;
    else if (name == "--show")
      o.show = value;
    else
      return usage();
  }
  std::vector<grid_case> cases;
  for (grid_case& c : grid_of(o.each, o.seed)) {
    if ((o.kind.empty() || c.kind == o.kind) && (o.written.empty() || name_of(c.how) == o.written))
      cases.push_back(std::move(c));
  }
  std::vector<grid_result> results(cases.size());
  const std::size_t workers = std::max(1U, std::thread::hardware_concurrency());
  std::vector<std::thread> all;
  for (std::size_t w = 0; w < workers; ++w) {
    all.emplace_back([&, w] {
      for (std::size_t i = w; i < cases.size(); i += workers) results[i] = judge(cases[i]);
    });
  }
  for (std::thread& t : all) t.join();
  std::map<std::string, tally> by_kind;
  tally sum;
  double slowest = 0.0;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    by_kind[cases[i].kind].add(cases[i], results[i]);
    sum.add(cases[i], results[i]);
    slowest = std::max(slowest, results[i].seconds);
    if (!is_shown(o, results[i])) continue;
    static constexpr const char* words[] = {"right", "open", "undetermined", "wrong", "failed"};
    std::printf("%s%s %s: %s\n    reported %s%s%s (%.2f s, %.1f million rates)\n",
                words[static_cast<int>(results[i].what)], cases[i].whole() ? "" : " cut", cases[i].kind.c_str(),
                cases[i].text().c_str(), results[i].reported.c_str(), results[i].faults.empty() ? "" : " FAULT ",
                results[i].faults.c_str(), results[i].seconds, 1e-6 * static_cast<double>(results[i].evaluations));
  }
  std::printf("| schedule |");
  for (const written how : all_roundings) std::printf(" %s |", name_of(how).c_str());
  std::printf(
      " all | not determined | cut: right | cannot tell | wrong | false faults | logs |\n"
      "| --- |");
  for (std::size_t k = 0; k < std::size(all_roundings) + 7; ++k) std::printf(" ---: |");
  std::printf("\n");
  for (const std::string& kind : grid_kinds()) {
    if (by_kind.contains(kind)) print_row(kind, by_kind[kind]);
  }
  print_row("all", sum);
  std::fprintf(stderr, "slowest %.2f s of processor time\n", slowest);
  return sum.wrong + sum.faults > 0 ? 1 : 0;
}
