// taper-lab run: trains the runs of an experiment.
#include <fmt/core.h>
#include <sys/resource.h>

#include <CLI/CLI.hpp>
#include <atomic>
#include <csignal>
#include <memory>
#include <thread>

#include "models/products.hpp"
#include "train/campaign.hpp"
#include "train/devices.hpp"
#include "verbs/output.hpp"
#include "verbs/program.hpp"
#include "verbs/run_quadratic_verb.hpp"
#include "verbs/run_view.hpp"
#include "verbs/schedule_list.hpp"
#include "verbs/verbs.hpp"

namespace taper::lab {
namespace {

std::atomic<bool> stop_requested{false};
volatile std::sig_atomic_t stop_signal = 0;

extern "C" void on_signal(int number) {
  stop_signal = number;
  stop_requested.store(true);
  std::signal(number, SIG_DFL);  // a second signal ends it at once
}

struct request {
  std::string experiment_name;
  std::vector<std::string> schedules;
  std::vector<std::string> also;
  std::uint64_t seeds = 1, steps = 0, checkpoint_every = 0, log_every = 0;
  int batch = 0;
  double peak = 0.0;
  std::string protocol_name = "shared", task = "0/1", device = "auto", out = "lab-runs";
  std::size_t replicas = 1;
  int threads = 0;
  bool bf16 = false, channels_last = true, no_graphs = false, json = false;
};

// One thread for small products (more would only wait), all cores for convolutions, replicas and large models.
int threads_for(const experiment& e, const request& r) {
  if (r.threads > 0) return r.threads;
  const int cores = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  const bool small = e.model == model_kind::gpt && e.gpt.width < 256 && r.replicas == 1;
  return small ? 1 : cores;
}

protocol protocol_of(const std::string& name) {
  return name == "tuned" ? protocol::tuned : name == "budget" ? protocol::budget : protocol::shared;
}

// Every replica keeps a lock and two logs open, and the default limit is 1,024 files.
void allow_many_files() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

std::vector<std::string> all_schedules(const request& r) {
  std::vector<std::string> out = split_schedules(r.schedules);
  if (out.empty()) out.assign(default_schedules().begin(), default_schedules().end());
  for (std::string& more : split_schedules(r.also)) out.push_back(std::move(more));
  return out;
}

void print_results(const std::vector<run_result>& results) {
  const auto text = [](const std::optional<double>& v) { return v ? fmt::format("{:.4f}", *v) : std::string("-"); };
  fmt::print("{:<28} {:>5} {:>10} {:>9} {:>10} {:>10} {:>10} {:>8}\n", "schedule", "seed", "peak", "status", "train",
             "held out", "error", "seconds");
  for (const run_result& r : results) {
    fmt::print("{:<28} {:>5} {:>10.4g} {:>9} {:>10} {:>10} {:>10} {:>8.1f}\n", r.spec, r.seed, r.peak, r.status,
               text(r.train_loss), text(r.held_out_loss), text(r.test_error), r.seconds);
  }
}

// Another batch is evaluated on the same text as the experiment's own.
void change_batch(experiment& e, int batch) {
  if (e.evaluation_batch == 0) e.evaluation_batch = e.batch;
  e.batch = batch;
}

result<int> run(request& r) {
  TAPER_TRY(e, find_experiment(r.experiment_name));
  if (e.model == model_kind::quadratic)
    return run_quadratic_verb(r.out, all_schedules(r), r.seeds, r.steps, protocol_of(r.protocol_name), r.task, r.json);
  if (r.steps > 0) e.steps = r.steps;
  if (r.batch > 0) change_batch(e, r.batch);
  if (r.log_every > 0) e.log_every = r.log_every;
  campaign c{.what = e,
             .schedules = all_schedules(r),
             .seeds = r.seeds,
             .peak = r.peak > 0.0 ? r.peak : e.peak,
             .how = protocol_of(r.protocol_name),
             .task = {},
             .replicas = std::max<std::size_t>(r.replicas, 1)};
  TAPER_TRY(task, parse_share(r.task));
  c.task = task;
  TAPER_TRY(device, find_device(r.device));
  if (r.bf16 && !has_bf16_products(device))
    return failed(errc::unsupported,
                  "--bf16 needs AVX-512, which this processor lacks: bfloat16 in LibTorch would take "
                  "seconds for one image",
                  "omit --bf16");
  // Every schedule is checked before data are read or a process is waited for.
  TAPER_CHECK(plan_runs(c.what, c.schedules, c.peak, 1, protocol::shared));
  TAPER_TRY(data, load_data(c.what));
  TAPER_TRY(group, join_processes(device));
  allow_many_files();
  quiet_blas();
  keep_memory();
  run_view view(c.what);
  const training_options options{.dir = r.out,
                                 .device = device,
                                 .threads = threads_for(c.what, r),
                                 .numbers = {.bf16 = r.bf16, .channels_last = r.channels_last},
                                 .record = !r.no_graphs,
                                 .checkpoint_every = r.checkpoint_every,
                                 .on_step = [&](const progress& p) { view.step(p); },
                                 .say = [&](const std::string& line) { view.say(line); },
                                 .stop = &stop_requested};
  for (const int number : {SIGINT, SIGTERM, SIGUSR1}) std::signal(number, on_signal);
  taper::result<session_end> ended = run_campaign(
      c, data, options, *group,
      [&](std::size_t done, std::size_t all, const std::vector<run_request>& now) { view.begin(done, all, now); });
  TAPER_TRY(end, std::move(ended));
  if (end.stopped) {
    if (group->rank() == 0) view.say("stopped; run the same command again to resume");
    return 128 + stop_signal;
  }
  view.end();
  if (group->rank() != 0) return done;
  if (r.json) {
    nlohmann::ordered_json results = nlohmann::ordered_json::array();
    for (const run_result& one : end.results) results.push_back(to_json(one));
    const nlohmann::ordered_json out{
        {"schema", "taper.lab.run/1"}, {"experiment", c.what.name}, {"folder", r.out}, {"results", results}};
    return deliver({}, out.dump(1) + "\n");
  }
  print_results(end.results);
  return done;
}

}  // namespace

action add_run(CLI::App& verb) {
  auto r = std::make_shared<request>();
  verb.add_option("EXPERIMENT", r->experiment_name, "see taper-lab list")->required()->type_name("");
  verb.add_option("--schedules", r->schedules, "comma-separated schedules; default: seven common ones")
      ->type_name("A,B,...");
  verb.add_option("--also", r->also, "additional schedules")->type_name("A,B,...");
  verb.add_option("--seeds", r->seeds,
                  "runs per schedule: seeds 1 ... N, with the same initial weights and data for every schedule")
      ->type_name("N")
      ->check(CLI::Range(1, 100000).description(""))
      ->capture_default_str();
  verb.add_option("--steps", r->steps, "optimizer steps; default: that of the experiment")
      ->type_name("N")
      ->check(CLI::Range(1, 1000000000).description(""));
  verb.add_option("--batch", r->batch, "sequences or images per step; default: that of the experiment")
      ->type_name("N")
      ->check(CLI::Range(1, 1000000).description(""));
  verb.add_option("--peak", r->peak, "shared peak; default: that of the experiment")
      ->type_name("LR")
      ->check(CLI::Range(1e-12, 1e6).description(""));
  verb.add_option("--protocol", r->protocol_name,
                  "shared: one peak; tuned: the best peak of each; budget: peaks with cosine's sum of rates")
      ->type_name("shared|tuned|budget")
      ->check(CLI::IsMember({"shared", "tuned", "budget"}).description(""))
      ->capture_default_str();
  verb.add_option("--replicas", r->replicas, "runs to batch in one program (GPT)")
      ->type_name("N")
      ->check(CLI::Range(1, 4096).description(""))
      ->capture_default_str();
  verb.add_option("--task", r->task, "run only the I-th of N shares of the runs, I = 0 ... N-1")->type_name("I/N");
  verb.add_option("--device", r->device, "device")
      ->type_name("auto|cpu|cuda")
      ->check(CLI::IsMember({"auto", "cpu", "cuda"}).description(""))
      ->capture_default_str();
  verb.add_option("--threads", r->threads, "threads; default: 1 for a single small GPT, all cores otherwise")
      ->type_name("N")
      ->check(CLI::Range(1, 1024).description(""));
  verb.add_option("--checkpoint-every", r->checkpoint_every, "steps between checkpoints")
      ->type_name("N")
      ->check(CLI::Range(1, 1000000000).description(""));
  verb.add_option("--log-every", r->log_every, "steps between rows of the logs; default: that of the experiment")
      ->type_name("N")
      ->check(CLI::Range(1, 1000000000).description(""));
  verb.add_flag("--bf16", r->bf16, "matrix products in bfloat16");
  verb.add_flag("--channels-last,!--channels-first", r->channels_last,
                "memory layout of images and convolutions; default: channels last, which is faster");
  verb.add_flag("--no-graphs", r->no_graphs, "on CUDA: launch each kernel separately instead of a recorded graph");
  verb.add_flag("--json", r->json, "the results as JSON (taper.lab.run/1)");
  verb.add_option("--out", r->out, "folder of the runs")->type_name("DIR")->capture_default_str();
  return [r] { return run(*r); };
}

}  // namespace taper::lab
