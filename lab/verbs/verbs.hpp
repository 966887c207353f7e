// The verbs of taper-lab: one file each. Help and dispatch use this list.
#pragma once

#include <functional>
#include <string_view>

#include "taper/result.hpp"

namespace CLI {
class App;
}

namespace taper::lab {

/// Runs a verb after its options are parsed; returns the exit status or an error.
using action = std::function<result<int>()>;

action add_data(CLI::App& verb);
action add_list(CLI::App& verb);
action add_report(CLI::App& verb);
action add_run(CLI::App& verb);
action add_table(CLI::App& verb);

/// One verb: its name, a one-line description, examples for its help, and the function that declares its options.
struct verb {
  std::string_view name;
  std::string_view summary;
  std::string_view examples;
  action (*add)(CLI::App&);
};

inline constexpr verb verbs[] = {
    {"list", "list the experiments with requirements, length and published numbers",
     "taper-lab list\ntaper-lab list shakespeare-30m", add_list},
    {"run", "train the schedules of one experiment with several seeds; resumes where it was stopped",
     "taper-lab run shakespeare-nano --seeds 3\n"
     "taper-lab run shakespeare-nano --schedules cosine,linear,\"exp(beta=0.05)\" --seeds 10 --replicas 6\n"
     "taper-lab run shakespeare-nano --protocol tuned --seeds 10 --replicas 8\n"
     "taper-lab run cifar-nano --task 0/4 --out /shared/runs\n"
     "torchrun --nproc_per_node 2 --no_python taper-lab run shakespeare-30m --schedules cosine",
     add_run},
    {"data", "get the data sets of the experiments",
     "taper-lab data list\n"
     "taper-lab data prepare tinyshakespeare\n"
     "taper-lab data prepare cifar-10-batches-bin --from ~/Downloads/cifar-10-binary.tar.gz",
     add_data},
    {"table", "print means, paired differences, published and predicted numbers of finished runs",
     "taper-lab table lab-runs\ntaper-lab table lab-runs --csv -o results.csv", add_table},
    {"report", "write one self-contained HTML file with curves, tables, verdicts and conclusions",
     "taper-lab report lab-runs -o report.html\ntaper-lab report lab-runs --pictures figures", add_report},
};

}  // namespace taper::lab
