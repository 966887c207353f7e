// The verbs of the program, one file each. Build, help, completion and dispatch use this list.
#pragma once

#include <functional>
#include <string_view>

#include "taper/result.hpp"

namespace CLI {
class App;
}

namespace taper::cli {

/// Runs a verb after its options are parsed; returns the exit status or an error.
using action = std::function<result<int>()>;

action add_list(CLI::App& verb);
action add_show(CLI::App& verb);
action add_eval(CLI::App& verb);
action add_export(CLI::App& verb);
action add_dynamics(CLI::App& verb);
action add_check(CLI::App& verb);
action add_compare(CLI::App& verb);
action add_plot(CLI::App& verb);
action add_safe(CLI::App& verb);
action add_predict(CLI::App& verb);
action add_evidence(CLI::App& verb);
action add_chebyshev(CLI::App& verb);
action add_controller(CLI::App& verb);
action add_lab(CLI::App& verb);
#ifdef TAPER_HAS_CONFIGS
action add_lint(CLI::App& verb);
#endif
action add_recipes(CLI::App& verb);
action add_inspect(CLI::App& verb);
action add_watch(CLI::App& verb);
action add_retarget(CLI::App& verb);
#ifdef TAPER_HAS_DESIGN
action add_fit(CLI::App& verb);
action add_design(CLI::App& verb);
action add_optimize(CLI::App& verb);
#endif
action add_mcp(CLI::App& verb);
#ifdef TAPER_HAS_EXPLORE
action add_explore(CLI::App& verb);
#endif
action add_completion(CLI::App& verb);

/// One verb: its name, a one-line description, examples for its help, and the function that declares its options.
struct verb {
  std::string_view name;
  std::string_view summary;
  std::string_view examples;
  action (*add)(CLI::App&);
};

inline constexpr verb verbs[] = {
    {"list", "shapes, modifiers, libraries: formulas, parameters, defaults, published and computed safe ranges",
     "taper list\ntaper list poly\ntaper list torch\ntaper list torch.StepLR", add_list},
    {"show", "one schedule in every spelling: canonical, shell-safe, JSON, C++, Python",
     "taper show \"poly(i=1.8) | warmup(500) | floor(10%) | peak(3e-4)\"\ntaper show "
     "poly,i=1.8,warmup=500,floor=10%,peak=3e-4",
     add_show},
    {"eval", "learning rates as CSV, JSON or raw numbers",
     "taper eval cosine --steps 10\ntaper eval \"linear | warmup(10%) | peak(3e-4)\" --steps 1e6 --every 1000\n"
     "taper eval cosine --steps 1e9 --at 0,500000000,999999999\ntaper eval cosine --steps 1000 --format f32 -o lr.bin",
     add_eval},
    {"dynamics", "first-order dynamics step by step: odds, rate, steepness, acceptance",
     "taper dynamics \"sigmoid(i=4)\" --steps 1000 --every 100", add_dynamics},
    {"check", "faults and verdict of a schedule: three stages, collapse, budget, remedies",
     "taper check \"exp(beta=0.05)\" --steps 1000\ntaper check cosine,warmup=500,floor=10%,peak=3e-4 --steps 20000 "
     "--fail-on violating",
     add_check},
    {"compare", "schedules side by side: verdicts, dynamics, collapse, budget, spectrum",
     "taper compare cosine linear \"poly(i=2)\" \"sigmoid(i=4)\" --steps 1000", add_compare},
    {"plot", "window, rate, acceptance and steepness of schedules, in the terminal or as SVG, PNG, HTML",
     "taper plot cosine linear --steps 1000\ntaper plot cosine \"exp(beta=0.05)\" \"sigmoid(i=40)\" --steps 1000 -o "
     "compare.svg",
     add_plot},
    {"safe", "safe operating area of a family, computed and published",
     "taper safe poly --steps 1000\ntaper safe sigmoid --steps 1000 --sweep i=0.1:50\n"
     "taper safe poly --steps 1000 --sweep i=0.5:12 --sweep n=0.5:4 -o map.svg",
     add_safe},
    {"predict", "expected order of schedules: last-iterate bound and noisy quadratic, own and shared peak",
     "taper predict cosine linear \"exp(beta=0.05)\" --steps 400\ntaper predict cosine \"exp(beta=0.05)\" --steps 1000 "
     "--preset long-low-noise\ntaper predict --from-log metrics.csv linear \"linear | cooldown(20%)\" -o losses.html",
     add_predict},
    {"evidence", "test the three-stage rule on several hundred windows: their losses, and predictors of the loss",
     "taper evidence -o evidence.html\ntaper evidence \"poly(i=2.4, n=3)\" --csv windows.csv\ntaper evidence --json",
     add_evidence},
    {"chebyshev",
     "Chebyshev step sizes for a quadratic: three orders and their costs, compared with constant steps and cosine",
     "taper chebyshev --condition 100 --steps 64\ntaper chebyshev --condition 100 --steps 64 --csv rates.csv -o "
     "steps.svg",
     add_chebyshev},
    {"controller", "an online controller of the loss change, compared with its fixed plan on a noisy quadratic",
     "taper controller linear --steps 1000\ntaper controller cosine --steps 1000 --by maximum --window 50 -o "
     "controller.svg",
     add_controller},
    {"lab", "training experiments (the program taper-lab, if it was built)", "taper lab list", add_lab},
#ifdef TAPER_HAS_CONFIGS
    {"lint", "what a training configuration will run: schedule, length, verdict, mistakes",
     "taper lint axolotl.yml\ntaper lint train.yaml --dataset-size 52000 --world-size 8\ntaper lint configs/*.yaml "
     "--without-length -o lint.sarif\ntaper lint --diff before.yaml after.yaml",
     add_lint},
#endif
    {"recipes", "published schedules of known models, with source, picture, verdict",
     "taper recipes\ntaper recipes deepseek-v3\ntaper recipes smollm3-3b --export pytorch\n"
     "taper check \"$(taper recipes bert-base --spec)\" --steps 1e6",
     add_recipes},
    {"inspect", "a training log: which schedule ran, warmup, lag, faults and notes, verdict",
     "taper inspect trainer_state.json\ntaper inspect events.out.tfevents.* -o report.html\ntaper inspect metrics.csv "
     "--json\n"
     "taper inspect run.txt --pattern \"step (?<step>\\d+).*lr (?<lr>[-+.\\deE]+)\"",
     add_inspect},
    {"watch", "follow a log as it is written: the schedule so far, delta, the next fault",
     "taper watch runs/checkpoint/trainer_state.json\ntaper watch train.log --every 10\ntaper watch metrics.jsonl "
     "--once",
     add_watch},
    {"retarget", "adapt a running or finished schedule to a new length, peak or schedule",
     "taper retarget \"cosine | warmup(500) | peak(3e-4)\" --steps 10000 --at 5000 --new-steps 20000\n"
     "taper retarget linear --steps 1000 --at 400 --new-steps 700 -o retarget.svg --csv rates.csv\n"
     "taper retarget \"linear | cooldown(20%)\" --steps 1000 --at 400 --new-steps 500 --cooldown-now\n"
     "taper retarget \"hf.cosine(num_warmup_steps=50, num_training_steps=1000)\" --steps 1000 --at end --new-steps "
     "1500\n"
     "taper retarget linear --steps 1000 --at 400 --to \"cosine | warmup(50) | peak(0.5)\"",
     add_retarget},
#ifdef TAPER_HAS_DESIGN
    {"fit", "the nearest member of a family to any schedule or file of rates",
     "taper fit \"poly(n=2)\" --to cosine\ntaper fit any --to rates.csv\ntaper fit \"sigmoid | warmup(500)\" --to "
     "rates.csv --by dynamics -o fit.svg",
     add_fit},
    {"design", "a schedule from a target profile, a gain or constraints",
     "taper design --gamma-bar \"1/(T*(1-x))\"\ntaper design --acceptance \"exp(-1/(1-x^2))\" --delta 1\ntaper design "
     "--gain 0.5 --of cosine\n"
     "taper design --half-at-least 0.5 --end-slope 0 --budget 0.55 --family \"poly(n=2)\"\ntaper design --profile "
     "target.csv --log-slope-max 6 -o design.svg",
     add_design},
    {"optimize",
     "the best schedule under a noisy quadratic or a law fitted to a log, and the nearest member of a family",
     "taper optimize\ntaper optimize --quadratic spectrum=2,momentum=0 --csv rates.csv\ntaper optimize --from-log "
     "metrics.csv -o best.svg",
     add_optimize},
#endif
    {"export", "a schedule as short code: Python, PyTorch, Hugging Face, Optax, Keras, C, CUDA, JavaScript, CSV, JSON",
     "taper export \"cosine | warmup(500) | floor(10%) | peak(3e-4)\" --steps 20000 --to pytorch\n"
     "taper export \"poly(i=1.8) | warmup(5%)\" --steps 1000 --to c --runtime-total -o learning_rate.c",
     add_export},
    {"mcp", "check, lint, inspect, retarget, export, recipes and list as tools for agents (Model Context Protocol)",
     "taper mcp --tools", add_mcp},
#ifdef TAPER_HAS_EXPLORE
    {"explore", "the interactive page in a browser: design, judge, read logs; served on this machine only",
     "taper explore\ntaper explore run/trainer_state.json\ntaper explore cosine linear --steps 10000 --no-open",
     add_explore},
#endif
    {"completion", "shell completion for bash, zsh or fish", "eval \"$(taper completion bash)\"", add_completion},
};

}  // namespace taper::cli
