// One run over several processes.
#include "train/processes.hpp"

#include <charconv>
#include <chrono>
#include <cstdlib>
#include <stdexcept>
#include <string_view>
#if defined(USE_C10D_GLOO) || defined(USE_C10D_NCCL)
#define TAPER_LAB_PROCESSES
#include <torch/csrc/distributed/c10d/PrefixStore.hpp>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>
#endif
#ifdef USE_C10D_GLOO  // Gloo's headers exist; torch from PyPI has none
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>
#endif
#ifdef USE_C10D_NCCL
#include <torch/csrc/distributed/c10d/ProcessGroupNCCL.hpp>
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

#ifdef TAPER_LAB_PROCESSES
constexpr std::chrono::minutes limit{10};

// Group is c10d's over Gloo or over NCCL, whose tensors lie on `device`.
template <class Group>
class together final : public processes {
 public:
  together(c10::intrusive_ptr<Group> group, int rank, int size, const at::Device& device)
      : rank_(rank), size_(size), device_(device), group_(std::move(group)) {}
  [[nodiscard]] int rank() const override { return rank_; }
  [[nodiscard]] int size() const override { return size_; }
  void average(at::Tensor& values) override {
    there(values, [&](std::vector<at::Tensor>& list) {
      group_->allreduce(list)->wait();
      list[0].div_(size_);
    });
  }
  void broadcast(at::Tensor& values) override {
    there(values, [&](std::vector<at::Tensor>& list) { group_->broadcast(list)->wait(); });
  }

 private:
  template <class Work>
  void there(at::Tensor& values, Work work) {
    std::vector<at::Tensor> list{values.to(device_)};
    work(list);
    if (values.device() != device_) values.copy_(list[0]);
  }

  int rank_, size_;
  at::Device device_;
  c10::intrusive_ptr<Group> group_;
};

using store_pointer = c10::intrusive_ptr<c10d::Store>;

std::unique_ptr<processes> over_gloo(const store_pointer& store, int rank, int size) {
#ifdef USE_C10D_GLOO
  const auto options = c10d::ProcessGroupGloo::Options::create();
  options->timeout = limit;
  options->devices.push_back(c10d::ProcessGroupGloo::createDefaultDevice());
  auto group = c10::make_intrusive<c10d::ProcessGroupGloo>(store, rank, size, options);
  return std::make_unique<together<c10d::ProcessGroupGloo>>(std::move(group), rank, size, at::kCPU);
#else
  (void)store, (void)rank, (void)size;
  throw std::runtime_error("taper-lab was built without Gloo");
#endif
}

std::unique_ptr<processes> over_nccl(const store_pointer& store, int rank, int size, const at::Device& device) {
#ifdef USE_C10D_NCCL
  const auto options = c10d::ProcessGroupNCCL::Options::create();
  options->timeout = limit;
  auto group = c10::make_intrusive<c10d::ProcessGroupNCCL>(store, rank, size, options);
  return std::make_unique<together<c10d::ProcessGroupNCCL>>(std::move(group), rank, size, device);
#else
  (void)store, (void)rank, (void)size, (void)device;
  throw std::runtime_error("taper-lab was built without NCCL");
#endif
}

// Throws std::exception if the others do not connect.
std::unique_ptr<processes> gather(const std::string& address, int port, int rank, int size, const at::Device& device) {
  c10d::TCPStoreOptions options;
  options.port = static_cast<std::uint16_t>(port);
  options.isServer = rank == 0 && variable("TORCHELASTIC_USE_AGENT_STORE") != "True";
  options.numWorkers = static_cast<std::size_t>(size);
  options.waitWorkers = false;
  options.timeout = limit;
  const auto store = c10::make_intrusive<c10d::TCPStore>(address, options);
  const std::string restart = variable("TORCHELASTIC_RESTART_COUNT");
  const auto named = c10::make_intrusive<c10d::PrefixStore>("taper-lab/" + (restart.empty() ? "0" : restart), store);
  return device.is_cuda() ? over_nccl(named, rank, size, device) : over_gloo(named, rank, size);
}
#else
std::unique_ptr<processes> gather(const std::string&, int, int, int, const at::Device&) {
  throw std::runtime_error("taper-lab was built without Gloo and NCCL");
}
#endif

taper::result<int> number(const char* name) {
  const std::string text = variable(name);
  int value = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || code != std::errc() || end != text.data() + text.size())
    return failed(errc::missing, std::string(name) + " must be a number when WORLD_SIZE is set, got '" + text + "'",
                  "start with torchrun, or set RANK, WORLD_SIZE, MASTER_ADDR and MASTER_PORT");
  return value;
}

}  // namespace

taper::result<std::unique_ptr<processes>> join_processes(const at::Device& device) {
  if (variable("WORLD_SIZE").empty()) return std::unique_ptr<processes>(std::make_unique<alone>());
  const taper::result<int> size = number("WORLD_SIZE"), rank = number("RANK"), port = number("MASTER_PORT");
  for (const taper::result<int>* const value : {&size, &rank, &port}) {
    if (!*value) return value->error();
  }
  const std::string address = variable("MASTER_ADDR");
  if (*size < 1 || *rank < 0 || *rank >= *size || *port < 1 || *port > 65535 || address.empty())
    return failed(errc::out_of_range, "want 0 <= RANK < WORLD_SIZE, a MASTER_ADDR and a MASTER_PORT; got RANK " +
                                          std::to_string(*rank) + ", WORLD_SIZE " + std::to_string(*size) +
                                          ", MASTER_PORT " + std::to_string(*port));
  if (*size == 1 && !device.is_cuda()) return std::unique_ptr<processes>(std::make_unique<alone>());
  try {
    return gather(address, *port, *rank, *size, device);
  } catch (const std::exception& e) {
    return failed(errc::io,
                  "cannot join the other processes at " + address + ":" + std::to_string(*port) + ": " + e.what());
  }
}

}  // namespace taper::lab
