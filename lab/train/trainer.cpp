// Trains one run or several replicas at once.
#include "train/trainer.hpp"

#include <ATen/Parallel.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <memory>

#include "experiment/run_log.hpp"
#include "taper/notation.hpp"
#include "train/devices.hpp"
#include "train/feed.hpp"
#include "train/optimizer.hpp"
#include "train/recorded.hpp"
#include "train/session_files.hpp"

namespace taper::lab {
namespace {

using steady = std::chrono::steady_clock;
constexpr double exploded = 10.0;  // a loss this many times the first one counts as diverged

class session {
 public:
  session(const experiment& e, std::span<const run_request> requests, const loaded_data& data,
          const training_options& options, processes& group)
      : experiment_(e),
        requests_(requests.begin(), requests.end()),
        data_(data),
        options_(options),
        group_(group),
        stream_(options.device) {
    for (const run_request& r : requests_) rates_.push_back(rates_of(e, r));
    replicas_ = static_cast<std::int64_t>(requests_.size());
    rows_ = e.batch / e.accumulate / group.size();
    diverged_.assign(requests_.size(), false);
  }

  taper::result<session_end> run() {
    TAPER_CHECK(check());
    build();
    if (leads()) {
      TAPER_CHECK(files_.open(experiment_, requests_, data_, options_, group_.size()));
    }
    resume();
    if (leads()) {
      TAPER_CHECK(files_.open_logs());
    }
    began_ = steady::now();
    begun_at_ = step_;
    while (step_ < experiment_.steps && !all_diverged()) {
      TAPER_CHECK(step());
      if (stop_requested()) {
        save();
        return session_end{true, {}};
      }
      if (step_ % every() == 0 && step_ < experiment_.steps) save();
    }
    return finish();
  }

 private:
  [[nodiscard]] bool leads() const { return group_.rank() == 0; }
  [[nodiscard]] std::uint64_t every() const {
    return options_.checkpoint_every > 0 ? options_.checkpoint_every : experiment_.checkpoint_every;
  }
  [[nodiscard]] double elapsed() const {
    return seconds_before_ + std::chrono::duration<double>(steady::now() - began_).count();
  }
  [[nodiscard]] bool all_diverged() const {
    return std::all_of(diverged_.begin(), diverged_.end(), [](bool b) { return b; });
  }

  taper::result<void> check() const {
    const auto no = [](std::string what, std::string hint = {}) {
      return failed(errc::unsupported, std::move(what), std::move(hint));
    };
    if (experiment_.batch % (experiment_.accumulate * group_.size()) != 0)
      return no("a batch of " + std::to_string(experiment_.batch) + " cannot be divided into " +
                std::to_string(experiment_.accumulate) + " parts for each of " + std::to_string(group_.size()) +
                " processes");
    // LibTorch 1.13 writes out of bounds in the gradient of a 1 x 1 convolution of stride 2 with 4 channels,
    // channels last and few images; PyTorch in Python does too.
    if (experiment_.model == model_kind::resnet && experiment_.resnet_width < 8)
      return no("a ResNet of width " + std::to_string(experiment_.resnet_width) +
                " is narrower than 8: LibTorch 1.13 damages its memory there");
    if (experiment_.model == model_kind::resnet && replicas_ > 1)
      return no("replicas are batched for GPT only; " + experiment_.name + " runs one at a time");
    if (experiment_.model == model_kind::resnet && (group_.size() > 1 || experiment_.accumulate > 1))
      return no(experiment_.name + " normalizes over its whole batch, which cannot be divided among processes",
                "distribute its runs with --task I/N instead");
    if (data_.text) {
      const auto need = static_cast<std::size_t>(experiment_.gpt.block) + 2;
      if (data_.text->train.size() < need || data_.text->held_out.size() < need)
        return no(data_.text->name + " is shorter than one block of " + std::to_string(experiment_.gpt.block) +
                  " tokens");
      if (experiment_.gpt.vocabulary > 0 && data_.text->vocabulary > experiment_.gpt.vocabulary)
        return no(data_.text->name + " has more tokens than the model");
    }
    return {};
  }

  void build() {
    std::vector<std::uint64_t> seeds;
    for (const run_request& r : requests_) seeds.push_back(r.seed);
    if (experiment_.model == model_kind::resnet) {
      model_ = make_resnet(experiment_.resnet_width, options_.device, options_.numbers);
      feed_ = make_image_feed(*data_.images, {experiment_.limit_images, experiment_.crop}, experiment_.batch, seeds[0],
                              options_.device);
    } else {
      gpt_shape shape = experiment_.gpt;
      if (shape.vocabulary == 0) shape.vocabulary = data_.text->vocabulary;
      const bool apart = replicas_ > 1 && options_.device.is_cpu();
      model_ = apart ? make_gpt_apart(shape, replicas_, options_.numbers)
                     : make_gpt(shape, replicas_, options_.device, options_.numbers);
      const int evaluated = experiment_.evaluation_batch > 0 ? experiment_.evaluation_batch : experiment_.batch;
      feed_ =
          make_text_feed(*data_.text, shape.block, evaluated, experiment_.evaluation_batches, seeds, options_.device);
    }
    for (std::int64_t r = 0; r < replicas_; ++r) start(r, seeds);
    optimizer_ = std::make_unique<optimizer>(experiment_.optimizer, model_->parameters());
    losses_ = at::zeros({replicas_, static_cast<std::int64_t>(experiment_.steps)}, at::kDouble);
    const at::TensorOptions there = at::TensorOptions().dtype(at::kFloat).device(options_.device);
    all_losses_ = at::zeros({replicas_, static_cast<std::int64_t>(experiment_.steps)}, there);
    loss_ = at::zeros({replicas_}, there);
    norm_ = at::zeros({replicas_}, there);
    if (options_.device.is_cuda() && options_.record && can_record() && group_.size() == 1) {
      plan_ = plan(0).to(options_.device);
      recorded_ = std::make_unique<recorded>([this] { learn(plan_); });
    }
  }

  // Parameters of a seed are drawn once.
  void start(std::int64_t r, const std::vector<std::uint64_t>& seeds) {
    const std::uint64_t seed = seeds[static_cast<std::size_t>(r)];
    const auto same = std::find(seeds.begin(), seeds.begin() + r, seed) - seeds.begin();
    if (same == r) return model_->parameters().initialize(r, seed);
    const at::NoGradGuard no_grad;
    model_->parameters().flat()[r].copy_(model_->parameters().flat()[same]);
  }

  // The batch of the step in this process.
  at::Tensor plan(std::uint64_t step) {
    const std::int64_t rows = rows_ * experiment_.accumulate;
    return feed_->plan(step, group_.rank() * rows, rows);
  }

  // The complete state of a run for resuming.
  std::vector<std::pair<std::string, at::Tensor>> state() {
    std::vector<std::pair<std::string, at::Tensor>> out{{"parameters", model_->parameters().flat()},
                                                        {"losses", losses_}};
    for (auto& named : optimizer_->state()) out.push_back(named);
    if (model_->buffers().defined()) out.emplace_back("buffers", model_->buffers());
    return out;
  }

  void resume() {
    const at::NoGradGuard no_grad;
    session_files::position at;
    if (leads()) {
      at = files_.load(state(), random_state_);
      if (at.step > 0) set_random_state();
    }
    if (group_.size() > 1) {
      at::Tensor where = at::tensor({static_cast<double>(at.step), at.seconds}, at::kDouble);
      group_.broadcast(where);
      at.step = static_cast<std::uint64_t>(where[0].item<double>());
      at.seconds = where[1].item<double>();
      for (auto& [name, tensor] : state()) group_.broadcast(tensor);
    }
    step_ = at.step;
    seconds_before_ = at.seconds;
    optimizer_->set_steps(static_cast<std::int64_t>(step_));
    seen_ = step_;
    for (std::int64_t r = 0; r < replicas_ && step_ > 0; ++r) note_divergence(r, step_ - 1);
  }

  taper::result<void> step() {
    std::vector<double> now;
    for (const taper::run& rates : rates_) now.push_back(rates(step_));
    optimizer_->set(now);
    const at::Tensor rows = plan(step_);
    if (recorded_ && rows.sizes() == plan_.sizes()) {
      to_device(plan_, rows);
      (*recorded_)();
    } else {
      learn(rows.to(options_.device));
    }
    {
      const at::NoGradGuard no_grad;
      all_losses_.select(1, static_cast<std::int64_t>(step_)).copy_(loss_);
    }
    ++step_;
    if (options_.device.is_cpu() || due()) look();
    return report(now);
  }

  // The work of the device in a step. Nothing here waits for it.
  void learn(const at::Tensor& plan) {
    model_->parameters().gradient().zero_();
    loss_.zero_();
    const std::int64_t along = data_.text ? 1 : 0, parts = experiment_.accumulate, rows = plan.size(along) / parts;
    for (std::int64_t i = 0; i < parts; ++i) {
      const at::Tensor part = plan.narrow(along, i * rows, rows);
      const at::Tensor own = model_->learn(feed_->training(part), 1.0 / static_cast<double>(parts));
      loss_.add_(own, 1.0 / static_cast<double>(parts));
    }
    group_.average(model_->parameters().gradient());
    group_.average(loss_);
    norm_.copy_(optimizer_->step());
  }

  // Whether losses must be fetched now: for the log, for an evaluation, or for the checkpoint.
  [[nodiscard]] bool due() const {
    return (step_ - 1) % experiment_.log_every == 0 || step_ == experiment_.steps || measures() || step_ % every() == 0;
  }
  [[nodiscard]] bool measures() const {
    const std::uint64_t part = std::max<std::uint64_t>(experiment_.steps / 4, 1);
    return step_ != experiment_.steps && step_ % part == 0 && experiment_.model == model_kind::gpt;
  }

  // Fetches the losses since the last call.
  void look() {
    const auto from = static_cast<std::int64_t>(seen_), to = static_cast<std::int64_t>(step_);
    if (from == to) return;
    losses_.slice(1, from, to).copy_(all_losses_.slice(1, from, to));
    for (; seen_ < step_; ++seen_) {
      for (std::int64_t r = 0; r < replicas_; ++r) note_divergence(r, seen_);
    }
  }

  void note_divergence(std::int64_t r, std::uint64_t step) {
    const auto losses = losses_.accessor<double, 2>();
    const double loss = losses[r][static_cast<std::int64_t>(step)], first = losses[r][0];
    if (!std::isfinite(loss) || loss > exploded * first) diverged_[static_cast<std::size_t>(r)] = true;
  }

  taper::result<void> report(const std::vector<double>& now) {
    const bool last = step_ == experiment_.steps;
    const bool log = (step_ - 1) % experiment_.log_every == 0 || last || measures();
    if (!leads() || seen_ != step_) return {};
    const at::Tensor held_out = measures() ? measured(part::held_out).loss : at::Tensor();
    const at::Tensor loss = losses_.select(1, static_cast<std::int64_t>(step_ - 1));
    if (log) {
      const at::Tensor norm = norm_.to(at::kCPU);
      for (std::size_t r = 0; r < requests_.size(); ++r) {
        const auto at = static_cast<std::int64_t>(r);
        metrics_row row{.step = step_ - 1,
                        .learning_rate = now[r],
                        .loss = loss[at].item<double>(),
                        .grad_norm = norm[at].item<double>(),
                        .held_out_loss = {},
                        .seconds = elapsed()};
        if (held_out.defined()) row.held_out_loss = held_out[at].item<double>();
        TAPER_CHECK(files_.add(r, row));
      }
    }
    if (options_.on_step) {
      const double spent = elapsed() - seconds_before_;
      options_.on_step({step_, experiment_.steps, loss.mean().item<double>(), now[0],
                        spent > 0.0 ? static_cast<double>(step_ - begun_at_) / spent : 0.0});
    }
    return {};
  }

  score measured(part which) {
    score sum;
    double total = 0.0;
    for (int i = 0; i < feed_->evaluations(which); ++i) {
      const batch b = feed_->evaluation(which, i);
      const auto weight = static_cast<double>(b.targets.numel() / replicas_);
      const score one = model_->evaluate(b);
      const at::Tensor loss = one.loss.to(at::kCPU).to(at::kDouble) * weight;
      sum.loss = sum.loss.defined() ? sum.loss + loss : loss;
      if (one.errors.defined()) {
        const at::Tensor errors = one.errors.to(at::kCPU).to(at::kDouble);
        sum.errors = sum.errors.defined() ? sum.errors + errors : errors;
      }
      total += weight;
    }
    sum.loss = sum.loss / total;
    if (sum.errors.defined()) sum.errors = sum.errors / total;
    return sum;
  }

  [[nodiscard]] bool stop_requested() {
    const bool here = options_.stop != nullptr && options_.stop->load();
    if (group_.size() == 1) return here;
    at::Tensor any = at::tensor({here ? 1.0F : 0.0F});
    group_.average(any);
    return any.item<float>() > 0.0F;
  }

  void set_random_state() {
    at::Generator generator = at::globalContext().defaultGenerator(options_.device);
    const std::lock_guard<std::mutex> lock(generator.mutex());
    if (random_state_.defined()) generator.set_state(random_state_);
  }
  void save() {
    if (!leads()) return;
    look();
    at::Generator generator = at::globalContext().defaultGenerator(options_.device);
    {
      const std::lock_guard<std::mutex> lock(generator.mutex());
      random_state_ = generator.get_state();
    }
    files_.save(state(), random_state_, {step_, elapsed()});
  }

  taper::result<session_end> finish() {
    const double seconds = elapsed();
    session_end out;
    if (!leads()) return out;
    const score train = measured(part::train), held_out = measured(part::held_out);
    save();
    const double items = static_cast<double>(experiment_.batch) * (data_.text ? experiment_.gpt.block : 1);
    for (std::size_t r = 0; r < requests_.size(); ++r) {
      const auto at = static_cast<std::int64_t>(r);
      run_result one = files_.blank(r);
      one.status = diverged_[r] ? "diverged" : "finished";
      const double final_loss = train.loss[at].item<double>();
      if (!std::isfinite(final_loss)) one.status = "diverged";
      if (one.status == "finished") {
        one.train_loss = final_loss;
        one.held_out_loss = one.test_loss = held_out.loss[at].item<double>();
        if (held_out.errors.defined()) one.test_error = held_out.errors[at].item<double>();
        measure_delta(at, one);
      }
      one.parameters = static_cast<std::uint64_t>(model_->parameters().count());
      one.threads = at::get_num_threads();
      one.seconds = seconds;
      one.tokens_per_second = items * static_cast<double>(step_) / seconds * static_cast<double>(replicas_);
      one.checksum = files_.checksum(model_->parameters().flat()[at]);
      TAPER_CHECK(files_.finish(r, one));
      out.results.push_back(one);
    }
    files_.close();
    return out;
  }

  // The change of the loss from one batch to the next: an estimate of the delta of the acceptance function.
  void measure_delta(std::int64_t r, run_result& out) const {
    const auto losses = losses_.accessor<double, 2>();
    std::vector<double> moves;
    for (std::int64_t t = 1; t < static_cast<std::int64_t>(step_); ++t)
      moves.push_back(std::abs(losses[r][t] - losses[r][t - 1]));
    if (moves.empty()) return;
    std::sort(moves.begin(), moves.end());
    out.delta_max = moves.back();
    out.delta_q99 = moves[static_cast<std::size_t>(0.99 * static_cast<double>(moves.size() - 1))];
  }

  experiment experiment_;
  std::vector<run_request> requests_;
  std::vector<taper::run> rates_;
  const loaded_data& data_;
  const training_options& options_;
  processes& group_;
  own_stream stream_;
  session_files files_;
  std::unique_ptr<model> model_;
  std::unique_ptr<feed> feed_;
  std::unique_ptr<optimizer> optimizer_;
  std::int64_t replicas_ = 1, rows_ = 0;
  at::Tensor losses_, random_state_;            // on the CPU
  at::Tensor plan_, loss_, norm_, all_losses_;  // on the device: what a recorded step reads and writes
  std::unique_ptr<recorded> recorded_;
  std::vector<bool> diverged_;
  std::uint64_t step_ = 0, seen_ = 0, begun_at_ = 0;  // seen: losses up to this step have been fetched
  double seconds_before_ = 0.0;
  steady::time_point began_;
};

}  // namespace

taper::result<session_end> train(const experiment& e, std::span<const run_request> requests, const loaded_data& data,
                                 const training_options& options, processes& group) {
  at::set_num_threads(options.threads);
  return session(e, requests, data, options, group).run();
}

}  // namespace taper::lab
