// Python configurations of MMEngine (mmdetection 3, mmpretrain, mmsegmentation 1). Source: open-mmlab/mmengine@25434293
// 0.11.0rc0 (optim/scheduler/param_scheduler.py, runner/runner.py).
#include <algorithm>
#include <cmath>

#include "configs/bases.hpp"
#include "configs/epochs.hpp"
#include "configs/reader.hpp"
#include "configs/spec.hpp"
#include "taper/text.hpp"

namespace taper::configs {
namespace {

bool recognizes(const document& d) {
  const auto has = [&](const char* key) { return d.root.find(key) != nullptr; };
  return d.written == syntax::python && d.command.empty() &&
         (has("param_scheduler") || has("optim_wrapper") || has("_base_") ||
          d.root.at("train_cfg/max_epochs") != nullptr || d.root.at("train_cfg/max_iters") != nullptr);
}

struct loop {
  bool by_epoch = true;
  std::int64_t length = 0;     // in its own clock
  std::int64_t per_epoch = 1;  // iterations
  [[nodiscard]] std::int64_t iterations() const { return by_epoch ? length * per_epoch : length; }
};

std::optional<loop> loop_of(const keys& k, report& out) {
  const std::string type = k.word("train_cfg/type");
  loop l;
  const bool iters = type == "IterBasedTrainLoop" || (k.has("train_cfg/by_epoch") && !k.flag("train_cfg/by_epoch"));
  l.by_epoch = !iters;
  if (!type.empty() && type != "IterBasedTrainLoop" && type != "EpochBasedTrainLoop") {
    out.fail(k.problem("train_cfg/type", errc::unsupported, echoed(type) + " is not a loop of MMEngine"));
    return std::nullopt;
  }
  const char* const key = iters ? "train_cfg/max_iters" : "train_cfg/max_epochs";
  const std::optional<std::int64_t> length = k.whole(key, 1);
  if (out.failed()) return std::nullopt;
  if (!length) {
    const std::optional<error> base = base_not_read(k, "_base_", k.name(key));
    out.fail(base ? *base : failed(errc::missing, "no " + k.name(key) + ": the length of the run"));
    return std::nullopt;
  }
  l.length = *length;
  if (iters) {
    k.gives_length(key);
    return l;
  }
  const std::optional<std::int64_t> each = batches_of_epoch(out, l.length, 0);
  if (!each) return std::nullopt;
  k.counts_length(key);
  l.per_epoch = *each;
  return l;
}

// One scheduler of the list, in iterations.
struct part {
  std::string name;           // of the scheduler
  named_arguments arguments;  // all but eta_min
  std::int64_t begin = 0;     // iterations
  std::int64_t end = 0;
  bool by_epoch = false;  // moves at the ends of epochs
  bool factor = true;     // multiplies; otherwise it moves towards an absolute rate
  bool rises = false;     // ends at the full rate
  bool squared = false;   // multiplies twice
  bool drops = false;     // changes only at its milestones, which are ends of epochs
  double low = 0.0;       // the absolute rate, and as a part of the peak
  double low_part = 0.0;
};

class entry {
 public:
  entry(const keys& k, const node& map, report& out, const loop& run, double rate)
      : k_(k), map_(map), out_(out), run_(run), rate_(rate) {}

  std::optional<part> read() {
    const node* const type = k_.find("type");
    std::string name = type != nullptr ? type->text : std::string();  // a class of the program is its name
    if (const std::size_t dot = name.rfind('.'); dot != std::string::npos) name.erase(0, dot + 1);
    by_epoch_ = k_.flag("by_epoch", true);
    const bool converted = k_.flag("convert_to_iter_based");
    k_.without_effect({"verbose", "_scope_"});
    const std::int64_t last = by_epoch_ ? (run_.by_epoch ? run_.length : 1) : run_.iterations();
    begin_ = k_.whole_or("begin", 0);
    end_ = k_.whole("end", 1).value_or(std::max(last, begin_ + 1));
    if (out_.failed()) return std::nullopt;
    if (end_ <= begin_) {
      out_.rejected("rejected", k_.name("end"), k_.line("end"), "end must be above begin: the run stops");
      return std::nullopt;
    }
    unit_ = by_epoch_ ? run_.per_epoch : 1;
    p_.by_epoch = by_epoch_ && !converted && unit_ > 1;
    p_.begin = begin_ * unit_;
    // A scheduler by epochs is not stepped after its last epoch.
    p_.end = p_.by_epoch ? p_.begin + (end_ - begin_ - 1) * unit_ + 1 : end_ * unit_;
    if (!formula(name)) return std::nullopt;
    if (const std::optional<error> unread = unread_argument(k_, map_)) {
      out_.fail(*unread);
      return std::nullopt;
    }
    p_.arguments.emplace_back("begin", p_.begin);
    p_.arguments.emplace_back("end", p_.end);
    return p_;
  }

 private:
  std::optional<double> low() {
    const std::optional<double> low = k_.number("eta_min");
    const std::optional<double> part = k_.number("eta_min_ratio");
    if (low && part)
      out_.fail(k_.problem("eta_min", errc::unsupported, "eta_min and eta_min_ratio exclude each other"));
    if (out_.failed()) return std::nullopt;
    return part ? *part * rate_ : low.value_or(0.0);
  }

  void towards(double floor) {
    p_.factor = floor == 0.0;
    p_.low = floor;
    p_.low_part = floor / rate_;
  }

  bool whole_numbers(std::string_view key, std::vector<std::int64_t>& list) {
    const node* const n = k_.find(key);
    for (std::size_t i = 0; n != nullptr && i < n->items.size(); ++i) {
      const std::optional<double> v = n->items[i].code ? std::nullopt : number_in(n->items[i].text);
      if (!v || *v != std::floor(*v) || *v < 0.0) {
        out_.fail(k_.problem(key, errc::syntax, k_.name(key) + " must be whole numbers"));
        return false;
      }
      if (begin_ + static_cast<std::int64_t>(*v) > (by_epoch_ ? run_.length : run_.iterations()) &&
          run_.by_epoch >= by_epoch_)
        out_.fault(
            "milestone-beyond-end", k_.name(key), k_.line(key),
            "milestone " + print_number(*v) + (begin_ > 0 ? ", counted from begin," : "") + " is beyond the run");
      list.push_back(static_cast<std::int64_t>(*v) * unit_);
    }
    if (n != nullptr) return true;
    out_.fail(k_.problem(key, errc::missing, "no " + k_.name(key)));
    return false;
  }

  bool formula(const std::string& name) {
    p_.name = "mmengine." + name;
    if (name == "LinearLR") {
      const double first = k_.number("start_factor", 1.0 / 3.0);
      const double last = k_.number("end_factor", 1.0);
      p_.rises = last == 1.0;
      p_.arguments = {{"start_factor", first}, {"end_factor", last}};
    } else if (name == "QuadraticWarmupLR") {  // of MMDetection: the square of ((step + 1) / N)
      p_.rises = true;
      p_.squared = true;
      p_.name = "mmengine.LinearLR";
      p_.arguments = {{"start_factor", 1.0 / static_cast<double>((end_ - begin_) * unit_)}};
    } else if (name == "ConstantLR") {
      const double first = k_.number("factor", 1.0 / 3.0);
      p_.rises = true;
      p_.arguments = {{"factor", first}};
    } else if (name == "MultiStepLR") {
      std::vector<std::int64_t> marks;
      const double gamma = k_.number("gamma", 0.1);
      if (!whole_numbers("milestones", marks)) return false;
      p_.drops = true;
      p_.arguments = {{"milestones", marks}, {"gamma", gamma}};
    } else if (name == "StepLR" || name == "ExponentialLR") {
      const bool step = name == "StepLR";
      const std::optional<std::int64_t> each = step ? k_.whole("step_size", 1) : std::optional<std::int64_t>(1);
      const std::optional<double> gamma = step ? std::optional(k_.number("gamma", 0.1)) : k_.number("gamma");
      if (!each || !gamma) {
        out_.fail(k_.problem("type", errc::missing, name + " needs " + (step ? "step_size" : "gamma")));
        return false;
      }
      p_.drops = true;
      p_.name = "mmengine.StepLR";
      p_.arguments = {{"step_size", *each * unit_}, {"gamma", *gamma}};
    } else if (name == "PolyLR") {
      const double power = k_.number("power", 1.0);
      const std::optional<double> floor = low();
      if (!floor) return false;
      towards(*floor);
      p_.arguments = {{"power", power}};
    } else if (name == "CosineAnnealingLR") {
      const std::int64_t t_max = k_.whole("T_max", 1).value_or(end_ - begin_);
      const std::optional<double> floor = low();
      if (!floor || out_.failed()) return false;
      towards(*floor);
      if (t_max < end_ - begin_)
        out_.fault("climbs-again", k_.name("T_max"), k_.line("T_max"),
                   "T_max " + std::to_string(t_max) + " is below end - begin: the cosine climbs again");
      p_.arguments = {{"T_max", t_max * unit_}};
    } else if (name == "ReduceOnPlateauLR") {
      out_.fail(k_.problem("type", errc::unsupported, "ReduceOnPlateauLR follows a metric: its rates are not known"));
    } else {
      out_.fail(k_.problem("type", errc::unsupported, "the scheduler " + echoed(name) + " is not supported yet"));
    }
    return !out_.failed();
  }

  const keys& k_;
  const node& map_;
  report& out_;
  const loop& run_;
  double rate_;
  bool by_epoch_ = true;
  std::int64_t begin_ = 0;
  std::int64_t end_ = 0;
  std::int64_t unit_ = 1;
  part p_;
};

// Parts with one clock, one after the other.
struct lane {
  bool by_epoch = false;
  std::vector<part> parts{};
};

// Whether `other` is at the full rate whenever p moves.
bool done_before(const part& other, const part& p, std::int64_t per_epoch) {
  return other.rises && other.end <= p.begin + (p.by_epoch ? per_epoch : 0);
}

// At the rate, or as a factor.
result<schedule> of_lane(const lane& l, std::int64_t per_epoch, std::optional<double> rate) {
  std::vector<schedule> parts;
  for (const part& p : l.parts) {
    named_arguments with = p.arguments;
    if (!p.factor) with.emplace_back("eta_min", rate ? p.low : p.low_part);
    TAPER_TRY(made, call(p.name, with));
    parts.push_back(std::move(made));
  }
  result<schedule> all =
      parts.size() == 1 ? result<schedule>(parts.front()) : call("mmengine.param_scheduler", {{"schedulers", parts}});
  const bool drops = std::all_of(l.parts.begin(), l.parts.end(), [](const part& p) { return p.drops; });
  return once_every(at_peak(std::move(all), rate.value_or(1.0)), l.by_epoch && !drops ? per_epoch : 1);
}

// Whether an entry leaves the rate as it is: those of momentum and weight decay, and a factor of 1.
bool of_another_parameter(const keys& e) {
  const std::string type = e.find("type") != nullptr ? e.find("type")->text : std::string();
  if (type.ends_with("Momentum") || type.ends_with("WeightDecay")) return true;
  if (type.ends_with("ParamScheduler")) return e.has("param_name") && e.word("param_name") != "lr";
  return type.ends_with("ConstantLR") && e.has("factor") && !e.find("factor")->code && e.number("factor") == 1.0;
}

void combine(const keys& k, report& out, const std::vector<part>& parts, const loop& run, double rate) {
  const auto steps = static_cast<std::uint64_t>(run.iterations());
  std::vector<lane> lanes;
  for (const part& p : parts) {
    const auto fits = std::find_if(lanes.begin(), lanes.end(), [&](const lane& l) {
      return l.by_epoch == p.by_epoch && l.parts.back().end <= p.begin;
    });
    if (fits != lanes.end())
      fits->parts.push_back(p);
    else
      lanes.push_back({p.by_epoch, {p}});
  }
  if (lanes.size() == 1) return out.run(of_lane(lanes.front(), run.per_epoch, rate), steps);
  std::vector<result<schedule>> all;
  for (const lane& l : lanes) {
    for (const lane& m : lanes) {
      if (&m == &l) continue;
      for (const part& p : l.parts) {
        if (!p.factor && !std::all_of(m.parts.begin(), m.parts.end(),
                                      [&](const part& other) { return done_before(other, p, run.per_epoch); }))
          return out.fail(
              k.problem("param_scheduler", errc::unsupported,
                        "schedulers that act at the same time, one of them with eta_min, have no counterpart here"));
      }
    }
    all.push_back(of_lane(l, run.per_epoch, std::nullopt));
  }
  out.run(multiplied(std::move(all), rate), steps);
}

// A loop over iterations counts one epoch, so that schedulers by epoch stay at their first value.
bool never_stepped(const keys& k, report& out, const loop& run, const node& list, double rate) {
  if (run.by_epoch) return false;
  double factor = 1.0;
  bool stuck = false;
  bool moves = false;
  for (const node& item : list.items) {
    const keys e(&item, "param_scheduler", out);
    if (!e.flag("by_epoch", true)) {
      moves = true;
      continue;
    }
    stuck = true;
    const std::string type = e.find("type") != nullptr ? e.find("type")->text : std::string();
    if (e.whole_or("begin", 0) > 0) continue;
    if (type.ends_with("LinearLR")) factor *= e.number("start_factor", 1.0 / 3.0);
    if (type.ends_with("ConstantLR")) factor *= e.number("factor", 1.0 / 3.0);
  }
  if (!stuck || out.failed()) return out.failed();
  out.fault("unit-mismatch", "param_scheduler", k.line("param_scheduler"),
            "IterBasedTrainLoop counts iterations, and a scheduler without by_epoch=False is never stepped");
  if (moves)
    out.fail(k.problem("param_scheduler", errc::unsupported,
                       "a list in which only some schedulers are stepped is not supported yet"));
  else
    out.run(at_peak(windowed(constant{}), rate * factor), static_cast<std::uint64_t>(run.iterations()));
  for (const node& item : list.items)
    keys(&item, "param_scheduler", out).without_effect({"milestones", "gamma", "end", "T_max", "eta_min", "power"});
  return true;
}

// auto_scale_lr multiplies the rate by batch / base_batch_size where it is enabled.
std::optional<double> rate_of(const keys& k, report& out) {
  const std::optional<double> rate = k.number("optim_wrapper/optimizer/lr");
  const bool scaled = k.flag("auto_scale_lr/enable");
  const std::optional<std::int64_t> base = k.whole("auto_scale_lr/base_batch_size", 1);
  if (out.failed()) return std::nullopt;
  if (!rate) {
    const std::optional<error> unread = base_not_read(k, "_base_", "optim_wrapper.optimizer.lr");
    out.fail(unread ? *unread : failed(errc::missing, "no optim_wrapper.optimizer.lr"));
    return std::nullopt;
  }
  if (!scaled) return rate;
  const std::optional<std::int64_t> batch = k.whole("train_dataloader/batch_size", 1);
  if (!batch || !base || !out.facts.world_size) {
    out.fail(k.problem("auto_scale_lr", errc::missing,
                       "auto_scale_lr multiplies the rate by the batch of all processes, which is not known",
                       "give the number of processes; the file must have train_dataloader.batch_size"));
    return std::nullopt;
  }
  return *rate * static_cast<double>(*batch * static_cast<std::int64_t>(*out.facts.world_size)) /
         static_cast<double>(*base);
}

void read(const document& d, const keys& k, report& out) {
  // The runner reads these names; any other is a variable of the file.
  for (const auto& [name, value] : k.find("")->members) {
    if (name != "train_cfg" && name != "optim_wrapper" && name != "param_scheduler" && name != "auto_scale_lr" &&
        name != "default_hooks" && name != "train_dataloader")
      k.without_effect({name});
  }
  k.without_effect({"optim_wrapper/paramwise_cfg", "train_cfg/val_interval", "train_cfg/dynamic_intervals",
                    "train_dataloader", "auto_scale_lr"});
  if (d.text.find("read_base(") != std::string_view::npos)
    return out.fail(failed(errc::unsupported, "the file imports its base files with read_base(), which is not followed",
                           "write the keys about the rate in one file"));
  const std::string hook = k.word("default_hooks/param_scheduler/type", "ParamSchedulerHook");
  k.without_effect({"default_hooks"});
  if (hook != "ParamSchedulerHook")
    return out.fail(k.problem("default_hooks/param_scheduler/type", errc::unsupported,
                              "the hook " + echoed(hook) + " sets the rate itself, and is not known here"));
  const std::optional<double> rate = rate_of(k, out);
  if (!rate) return;
  const node* list = k.find("param_scheduler");
  if (list == nullptr) {
    if (const std::optional<error> base = base_not_read(k, "_base_", "param_scheduler")) return out.fail(*base);
  }
  const std::optional<loop> run = loop_of(k, out);
  if (!run) return;
  if (k.whole_or("optim_wrapper/accumulative_counts", 1) > 1)
    note_batches(out, k, "optim_wrapper/accumulative_counts", k.word("optim_wrapper/accumulative_counts"));
  if (list == nullptr) {
    out.note("never-decays", "param_scheduler", 0, "no param_scheduler: the rate is constant");
    return out.run(at_peak(windowed(constant{}), *rate), static_cast<std::uint64_t>(run->iterations()));
  }
  node one;
  if (list->is == node::kind::map) {
    one.is = node::kind::list;
    one.items.push_back(*list);
    k.without_effect({"param_scheduler"});
    list = &one;
  }
  if (list->is != node::kind::list || list->items.empty())
    return out.fail(k.problem("param_scheduler", errc::unsupported, "param_scheduler must be a list of dicts"));
  if (never_stepped(k, out, *run, *list, *rate)) return;
  std::vector<part> parts;
  for (std::size_t i = 0; i < list->items.size(); ++i) {
    const keys e(&list->items[i], "param_scheduler[" + std::to_string(i) + "]", out);
    if (of_another_parameter(e)) continue;
    std::optional<part> p = entry(e, list->items[i], out, *run, *rate).read();
    if (!p) return;
    if (p->squared) parts.push_back(*p);
    parts.push_back(*std::move(p));
  }
  if (parts.empty()) {
    k.without_effect({"param_scheduler"});
    out.note("never-decays", "param_scheduler", k.line("param_scheduler"), "no scheduler of the rate: it is constant");
    return out.run(at_peak(windowed(constant{}), *rate), static_cast<std::uint64_t>(run->iterations()));
  }
  combine(k, out, parts, *run, *rate);
}

}  // namespace

const config_reader mmengine = {
    .format = {"mmengine", "MMEngine Python configuration", "open-mmlab/mmengine@25434293 0.11.0rc0"},
    .recognizes = recognizes,
    .read = read,
    .programs = true,
    .bases = "_base_"};

}  // namespace taper::configs
