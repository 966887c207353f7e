// The files of the runs of one session.
#include "train/session_files.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>

#include "experiment/checkpoint_file.hpp"
#include "support/crc.hpp"
#include "support/version.hpp"
#include "taper/text.hpp"
#include "train/trainer.hpp"

namespace taper::lab {
namespace {

std::string hexadecimal(std::uint32_t value) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string out(8, '0');
  for (std::size_t i = 0; i < 8; ++i) out[7 - i] = digits[(value >> (4 * i)) & 0xFU];
  return out;
}

std::optional<std::string> text_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return std::nullopt;
  return std::string((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
}

// The kernel releases the lock when the process ends, for any reason.
taper::result<int> lock(const std::filesystem::path& folder) {
  const std::filesystem::path file = folder / "lock";
  const int fd = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (fd < 0) return failed(errc::io, "cannot open " + file.string() + ": " + std::strerror(errno));
  if (::flock(fd, LOCK_EX | LOCK_NB) == 0) return fd;
  ::close(fd);
  return failed(errc::conflict, folder.string() + ": another process is working on this run");
}

std::span<const char> bytes_of(const at::Tensor& contiguous) {
  return {static_cast<const char*>(contiguous.data_ptr()), contiguous.nbytes()};
}

// The places of the logs in the header of a checkpoint; empty if the header is not that of a session with so many runs.
std::optional<std::vector<log_place>> places_in(const nlohmann::json& header, std::size_t runs) {
  const auto list = [&](const char* name) -> const nlohmann::json* {
    const auto at = header.find(name);
    return at != header.end() && at->is_array() && at->size() == runs ? &*at : nullptr;
  };
  const nlohmann::json* const metrics = list("metrics");
  const nlohmann::json* const events = list("events");
  const auto step = header.find("step"), seconds = header.find("seconds");
  if (metrics == nullptr || events == nullptr || step == header.end() || !step->is_number_unsigned() ||
      seconds == header.end() || !seconds->is_number())
    return std::nullopt;
  std::vector<log_place> out(runs);
  for (std::size_t r = 0; r < runs; ++r) {
    if (!(*metrics)[r].is_number_unsigned() || !(*events)[r].is_number_unsigned()) return std::nullopt;
    out[r] = {(*metrics)[r].get<std::uint64_t>(), (*events)[r].get<std::uint64_t>()};
  }
  return out;
}

const char* name_of(optimizer_kind kind) {
  return kind == optimizer_kind::adamw        ? "adamw"
         : kind == optimizer_kind::heavy_ball ? "sgd heavy ball"
                                              : "sgd nesterov";
}

}  // namespace

nlohmann::ordered_json config_of(const experiment& e, const run_request& r, const loaded_data& data,
                                 const training_options& options, std::size_t replicas, int processes) {
  nlohmann::ordered_json model;
  if (e.model == model_kind::gpt) {
    const int vocabulary = e.gpt.vocabulary > 0 ? e.gpt.vocabulary : data.text ? data.text->vocabulary : 0;
    model = {{"kind", "gpt2"},       {"layers", e.gpt.layers}, {"heads", e.gpt.heads},
             {"width", e.gpt.width}, {"block", e.gpt.block},   {"vocabulary", vocabulary}};
  } else {
    model = {{"kind", "resnet18"},
             {"width", e.resnet_width},
             {"crop", e.crop},
             {"channels_last", options.numbers.channels_last}};
  }
  const optimizer_setting& o = e.optimizer;
  nlohmann::ordered_json optimizer = {{"kind", name_of(o.kind)}, {"beta1", o.beta1}};
  if (o.kind == optimizer_kind::adamw) optimizer["beta2"] = o.beta2, optimizer["epsilon"] = o.epsilon;
  optimizer["weight_decay"] = o.weight_decay;
  optimizer["clip"] = o.clip;
  return {{"schema", "taper.lab.config/1"},
          {"experiment", e.name},
          {"spec", r.spec},
          {"schedule", r.full},
          {"seed", r.seed},
          {"steps", e.steps},
          {"protocol", name_of(r.how)},
          {"peak", r.peak},
          {"data", data.text     ? data.text->name
                   : data.images ? data.images->name
                                 : ""},
          {"data_checksum", data.checksum},
          {"batch", e.batch},
          {"accumulate", e.accumulate},
          {"model", model},
          {"optimizer", optimizer},
          {"bf16", options.numbers.bf16},
          {"device", options.device.str()},
          {"replicas", replicas},
          {"threads", options.threads},
          {"processes", processes},
          {"torch", TORCH_VERSION},
          {"version", TAPER_VERSION}};
}

std::string checksum_of(const loaded_data& data) {
  support::crc32c_sum sum;
  const auto add = [&](const auto& values) {
    sum.add({reinterpret_cast<const char*>(values.data()), values.size() * sizeof values[0]});
  };
  if (data.text) add(data.text->train), add(data.text->held_out);
  if (data.images)
    add(data.images->train_pixels), add(data.images->train_labels), add(data.images->test_pixels),
        add(data.images->test_labels);
  return hexadecimal(sum.value());
}

taper::result<std::optional<run_result>> result_of(const experiment& e, const run_request& r, const loaded_data& data,
                                                   const training_options& options, int processes) {
  const std::filesystem::path folder = run_folder(options.dir, e.name, r.how, r.spec, r.seed);
  const std::optional<std::string> config = text_of(folder / "config.json");
  if (!config) return std::optional<run_result>();
  const auto differs =
      difference(config_of(e, r, data, options, 1, processes), nlohmann::json::parse(*config, nullptr, false));
  if (differs) {
    return failed(errc::conflict, folder.string() + " contains another run: " + *differs,
                  "choose another folder with --out, or remove that one");
  }
  const std::optional<std::string> result = text_of(folder / "result.json");
  if (!result) return std::optional<run_result>();
  taper::result<run_result> read = result_from_json(*result);
  if (!read) return failed(errc::syntax, (folder / "result.json").string() + ": " + read.error().message);
  return std::optional<run_result>(*std::move(read));
}

taper::result<void> session_files::open(const experiment& e, const std::vector<run_request>& requests,
                                        const loaded_data& data, const training_options& options, int processes) {
  options_ = &options;
  requests_ = requests;
  std::string all;
  for (const run_request& r : requests) {
    const std::filesystem::path folder = run_folder(options.dir, e.name, r.how, r.spec, r.seed);
    folders_.push_back(folder);
    all += r.full + "\n" + std::to_string(r.seed) + "\n";
    std::error_code code;
    std::filesystem::create_directories(folder, code);
    if (code) return failed(errc::io, "cannot make " + folder.string() + ": " + code.message());
    taper::result<int> held = lock(folder);
    if (!held) return held.error();
    locks_.push_back(*held);
    const taper::result<std::optional<run_result>> there = result_of(e, r, data, options, processes);
    if (!there) return there.error();
    if (!std::filesystem::exists(folder / "config.json", code)) {
      const nlohmann::ordered_json config = config_of(e, r, data, options, requests.size(), processes);
      TAPER_CHECK(write_json(folder / "config.json", config));
    }
  }
  support::crc32c_sum sum;
  sum.add(all);
  identity_ = hexadecimal(sum.value());
  checkpoint_ = folders_[0] / "checkpoint";
  if (requests.size() > 1) {
    const std::filesystem::path shared = folders_[0].parent_path().parent_path() / (".replicas-" + identity_);
    std::error_code code;
    std::filesystem::create_directories(shared, code);
    if (code) return failed(errc::io, "cannot make " + shared.string() + ": " + code.message());
    checkpoint_ = shared / "checkpoint";
  }
  template_.experiment = e.name;
  template_.steps = e.steps;
  template_.batch = static_cast<std::uint64_t>(e.batch);
  template_.torch = TORCH_VERSION;
  template_.device = options.device.str();
  template_.note = data.text ? data.text->note : data.images ? data.images->note : "";
  template_.optimum = data.optimum;
  places_.resize(requests.size());
  return {};
}

session_files::position session_files::load(const named_tensors& state, at::Tensor& random_state) {
  found_checkpoint found = find_checkpoint(checkpoint_);
  for (const std::string& line : found.complaints) say(line + (found.found ? "; using the previous one" : ""));
  if (!found.found) {
    if (!found.complaints.empty()) say("no usable checkpoint: starting from the beginning");
    return {};
  }
  const nlohmann::json& header = found.data.header;
  const auto text = [&](const char* name) {
    const auto of = header.find(name);
    return of != header.end() && of->is_string() ? of->get<std::string>() : std::string();
  };
  if (text("identity") != identity_) {
    say(checkpoint_.string() + " belongs to other runs: starting from the beginning");
    return {};
  }
  std::optional<std::vector<log_place>> places = places_in(header, places_.size());
  if (!places || header["step"].get<std::uint64_t>() > template_.steps) {
    say(checkpoint_.string() + " has no step of this run with the places of its logs: starting from the beginning");
    return {};
  }
  for (const auto& [name, tensor] : state) {
    const std::string* const bytes = found.data.find(name);
    if (bytes == nullptr || bytes->size() != tensor.nbytes()) {
      say(checkpoint_.string() + " does not fit this model: starting from the beginning");
      return {};
    }
  }
  for (const auto& [name, tensor] : state) {
    const std::string* const bytes = found.data.find(name);
    at::Tensor host = at::empty(tensor.sizes(), tensor.options().device(at::kCPU));
    std::memcpy(host.data_ptr(), bytes->data(), bytes->size());
    at::Tensor to = tensor;
    to.copy_(host);
  }
  if (const std::string* const bytes = found.data.find("random")) {
    random_state = at::empty({static_cast<std::int64_t>(bytes->size())}, at::kByte);
    std::memcpy(random_state.data_ptr(), bytes->data(), bytes->size());
  }
  places_ = *std::move(places);
  const position at{header["step"].get<std::uint64_t>(), header["seconds"].get<double>()};
  if (const std::string made_with = text("torch"); !made_with.empty() && made_with != TORCH_VERSION)
    say("the checkpoint was made with LibTorch " + echoed(made_with) +
        ", this is " TORCH_VERSION ": results will differ in rounding");
  if (const auto threads = header.find("threads"); threads != header.end() && *threads != options_->threads)
    say("the checkpoint was made with a different number of threads: results will differ in rounding");
  say("resuming at step " + std::to_string(at.step));
  return at;
}

taper::result<void> session_files::open_logs() {
  for (std::size_t r = 0; r < folders_.size(); ++r) {
    taper::result<std::unique_ptr<run_log>> log = run_log::open(folders_[r], places_[r]);
    if (!log) {
      error e = log.error();
      if (e.code == errc::conflict)  // shorter than the checkpoint says
        e.hint = "to start again, remove " + checkpoint_.string() + " and " + checkpoint_.string() + ".previous";
      return e;
    }
    logs_.push_back(*std::move(log));
  }
  return {};
}

taper::result<void> session_files::add(std::size_t run, const metrics_row& row) { return logs_[run]->add(row); }

void session_files::save(const named_tensors& state, const at::Tensor& random_state, const position& at) {
  checkpoint_view view;
  view.header = {{"identity", identity_},
                 {"step", at.step},
                 {"seconds", at.seconds},
                 {"threads", options_->threads},
                 {"torch", TORCH_VERSION}};
  std::vector<at::Tensor> held;  // the memory of the blocks
  for (const auto& [name, tensor] : state) {
    held.push_back(tensor.to(at::kCPU).contiguous());
    view.blocks.emplace_back(name, bytes_of(held.back()));
  }
  held.push_back(random_state.contiguous());
  view.blocks.emplace_back("random", bytes_of(held.back()));
  for (const std::unique_ptr<run_log>& log : logs_) {
    if (const taper::result<void> done = log->sync(); !done)
      return say(done.error().message + "; keeping the previous checkpoint");
    view.header["metrics"].push_back(log->place().metrics);
    view.header["events"].push_back(log->place().events);
  }
  if (const taper::result<void> done = write_checkpoint(checkpoint_, view); !done)
    say("no checkpoint at step " + std::to_string(at.step) + ": " + done.error().message +
        "; keeping the previous one");
}

run_result session_files::blank(std::size_t run) const {
  run_result out = template_;
  out.spec = requests_[run].spec;
  out.seed = requests_[run].seed;
  out.protocol = name_of(requests_[run].how);
  out.peak = requests_[run].peak;
  return out;
}

std::string session_files::checksum(const at::Tensor& values) {
  const at::Tensor host = values.to(at::kCPU).contiguous();
  support::crc32c_sum sum;
  sum.add({static_cast<const char*>(host.data_ptr()), host.nbytes()});
  return hexadecimal(sum.value());
}

taper::result<void> session_files::finish(std::size_t run, const run_result& r) {
  TAPER_CHECK(logs_[run]->sync());
  return write_json(folders_[run] / "result.json", to_json(r));
}

void session_files::close() {
  if (requests_.size() > 1 && !logs_.empty()) {  // every replica has its result now, or the next session needs it
    std::error_code code;
    bool all = true;
    for (const std::filesystem::path& folder : folders_)
      all = all && std::filesystem::exists(folder / "result.json", code);
    if (all) std::filesystem::remove_all(checkpoint_.parent_path(), code);
  }
  logs_.clear();
  for (const int fd : locks_) ::close(fd);
  locks_.clear();
}

void session_files::say(const std::string& line) const {
  if (options_ != nullptr && options_->say) options_->say(line);
}

}  // namespace taper::lab
