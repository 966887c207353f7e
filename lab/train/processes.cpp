// One run over several processes.
#include "train/processes.hpp"

#include <charconv>
#include <chrono>
#include <cstdlib>
#include <stdexcept>
#include <string_view>
#ifdef USE_C10D_GLOO  // Gloo's own headers are there; PyPI's torch has none
#include <torch/csrc/distributed/c10d/PrefixStore.hpp>
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>
#endif

namespace taper::lab {
namespace {

class alone final : public processes {
 public:
  [[nodiscard]] int rank() const override { return 0; }
  [[nodiscard]] int size() const override { return 1; }
  void average(at::Tensor&) override {}
  void broadcast(at::Tensor&) override {}
};

std::string variable(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? std::string() : std::string(value);
}

#ifdef USE_C10D_GLOO
class together final : public processes {
 public:
  together(c10::intrusive_ptr<c10d::Store> store, int rank, int size, std::chrono::milliseconds limit)
      : rank_(rank), size_(size) {
    const auto options = c10d::ProcessGroupGloo::Options::create();
    options->timeout = limit;
    options->devices.push_back(c10d::ProcessGroupGloo::createDefaultDevice());
    group_ = c10::make_intrusive<c10d::ProcessGroupGloo>(store, rank, size, options);
  }
  [[nodiscard]] int rank() const override { return rank_; }
  [[nodiscard]] int size() const override { return size_; }
  void average(at::Tensor& values) override {
    std::vector<at::Tensor> list{values};
    group_->allreduce(list)->wait();
    values.div_(size_);
  }
  void broadcast(at::Tensor& values) override {
    std::vector<at::Tensor> list{values};
    group_->broadcast(list)->wait();
  }

 private:
  int rank_, size_;
  c10::intrusive_ptr<c10d::ProcessGroupGloo> group_;
};

// Throws std::exception when the others do not come.
std::unique_ptr<processes> gather(const std::string& address, int port, int rank, int size) {
  constexpr std::chrono::minutes limit{10};
  c10d::TCPStoreOptions options;
  options.port = static_cast<std::uint16_t>(port);
  options.isServer = rank == 0 && variable("TORCHELASTIC_USE_AGENT_STORE") != "True";
  options.numWorkers = static_cast<std::size_t>(size);
  options.waitWorkers = false;
  options.timeout = limit;
  const auto store = c10::make_intrusive<c10d::TCPStore>(address, options);
  const std::string restart = variable("TORCHELASTIC_RESTART_COUNT");
  const auto named = c10::make_intrusive<c10d::PrefixStore>("taper-lab/" + (restart.empty() ? "0" : restart), store);
  return std::make_unique<together>(named, rank, size, limit);
}
#else
std::unique_ptr<processes> gather(const std::string&, int, int, int) {
  throw std::runtime_error("taper-lab was built without Gloo");
}
#endif

taper::result<int> number(const char* name) {
  const std::string text = variable(name);
  int value = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || code != std::errc() || end != text.data() + text.size())
    return error{errc::missing, std::string(name) + " must be a number when WORLD_SIZE is set, got '" + text + "'",
                 error::nowhere, "start with torchrun, or set RANK, WORLD_SIZE, MASTER_ADDR and MASTER_PORT"};
  return value;
}

}  // namespace

taper::result<std::unique_ptr<processes>> join_processes() {
  if (variable("WORLD_SIZE").empty()) return std::unique_ptr<processes>(std::make_unique<alone>());
  const taper::result<int> size = number("WORLD_SIZE"), rank = number("RANK"), port = number("MASTER_PORT");
  for (const taper::result<int>* const value : {&size, &rank, &port}) {
    if (!*value) return value->error();
  }
  const std::string address = variable("MASTER_ADDR");
  if (*size < 1 || *rank < 0 || *rank >= *size || *port < 1 || *port > 65535 || address.empty())
    return error{errc::out_of_range,
                 "want 0 <= RANK < WORLD_SIZE, a MASTER_ADDR and a MASTER_PORT; got RANK " + std::to_string(*rank) +
                     ", WORLD_SIZE " + std::to_string(*size) + ", MASTER_PORT " + std::to_string(*port),
                 error::nowhere,
                 {}};
  if (*size == 1) return std::unique_ptr<processes>(std::make_unique<alone>());
  try {
    return gather(address, *port, *rank, *size);
  } catch (const std::exception& e) {
    return error{errc::io,
                 "cannot join the other processes at " + address + ":" + std::to_string(*port) + ": " + e.what(),
                 error::nowhere,
                 {}};
  }
}

}  // namespace taper::lab
