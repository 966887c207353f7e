// The logs of a run.
#include "experiment/run_log.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cmath>
#include <cstring>
#include <nlohmann/json.hpp>
#include <vector>

#include "support/crc.hpp"

namespace taper::lab {
namespace {

template <class Number>
void put(std::string& out, Number value) {
  char bytes[sizeof value];
  std::memcpy(bytes, &value, sizeof value);
  out.append(bytes, sizeof value);
}

// Protocol buffers: a varint, and a field of bytes.
void put_varint(std::string& out, std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) out += static_cast<char>((value & 0x7F) | 0x80);
  out += static_cast<char>(value);
}
constexpr char key(int field, int wire) { return static_cast<char>(field * 8 + wire); }
void put_bytes(std::string& out, int field, std::string_view bytes) {
  out += key(field, 2);
  put_varint(out, bytes.size());
  out += bytes;
}

error cannot(const std::string& what, const std::string& path) {
  return failed(errc::io, what + " " + path + ": " + std::strerror(errno));
}

double now() { return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count(); }

taper::result<std::FILE*> open_at(const std::filesystem::path& path, std::uint64_t length) {
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (fd < 0) return cannot("cannot open", path.string());
  const off_t there = ::lseek(fd, 0, SEEK_END);
  if (there < static_cast<off_t>(length)) {
    ::close(fd);
    return failed(errc::conflict, path.string() + " is shorter than the checkpoint says: " + std::to_string(there) +
                                      " bytes, not " + std::to_string(length));
  }
  if (::ftruncate(fd, static_cast<off_t>(length)) != 0 || ::lseek(fd, 0, SEEK_END) < 0) {
    const error e = cannot("cannot cut", path.string());
    ::close(fd);
    return e;
  }
  return stream_of(fd, path.string());
}

}  // namespace

taper::result<std::FILE*> stream_of(int fd, const std::string& path) {
  std::FILE* out = ::fdopen(fd, "w");
  if (out != nullptr) return out;
  const error e = cannot("cannot write to", path);
  ::close(fd);
  return e;
}

std::string tfrecord(std::string_view payload) {
  std::string out;
  put(out, static_cast<std::uint64_t>(payload.size()));
  const std::uint32_t of_length = support::masked(support::crc32c(out));
  put(out, of_length);
  out += payload;
  put(out, support::masked(support::crc32c(payload)));
  return out;
}

std::string scalar_event(double wall_time, std::int64_t step,
                         std::initializer_list<std::pair<std::string_view, float>> scalars) {
  std::string event;
  event += key(1, 1);
  put(event, wall_time);
  if (scalars.size() == 0) {
    put_bytes(event, 3, "brain.Event:2");
    return event;
  }
  event += key(2, 0);
  put_varint(event, static_cast<std::uint64_t>(step));
  std::string summary;
  for (const auto& [tag, number] : scalars) {
    std::string value;
    put_bytes(value, 1, tag);
    value += key(2, 5);
    put(value, number);
    put_bytes(summary, 1, value);
  }
  put_bytes(event, 5, summary);
  return event;
}

taper::result<std::unique_ptr<run_log>> run_log::open(const std::filesystem::path& folder, const log_place& from) {
  std::unique_ptr<run_log> out(new run_log);
  out->name_ = folder.string();
  taper::result<std::FILE*> metrics = open_at(folder / "metrics.jsonl", from.metrics);
  if (!metrics) return metrics.error();
  out->metrics_ = *metrics;
  taper::result<std::FILE*> events = open_at(folder / "events.out.tfevents.taper-lab", from.events);
  if (!events) return events.error();
  out->events_ = *events;
  out->place_ = from;
  if (from.events == 0) {
    const std::string first = tfrecord(scalar_event(now(), 0, {}));
    if (std::fwrite(first.data(), 1, first.size(), out->events_) != first.size())
      return cannot("cannot write in", out->name_);
    out->place_.events = first.size();
  }
  return out;
}

run_log::~run_log() {
  if (metrics_ != nullptr) std::fclose(metrics_);
  if (events_ != nullptr) std::fclose(events_);
}

taper::result<void> run_log::add(const metrics_row& row) {
  nlohmann::ordered_json line = {{"step", row.step}, {"learning_rate", row.learning_rate}, {"loss", row.loss}};
  if (row.grad_norm) line["grad_norm"] = *row.grad_norm;
  if (row.held_out_loss) line["held_out_loss"] = *row.held_out_loss;
  line["seconds"] = std::round(row.seconds * 1e4) / 1e4;
  const std::string text = line.dump() + "\n";
  const auto step = static_cast<std::int64_t>(row.step);
  const auto rate = static_cast<float>(row.learning_rate), loss = static_cast<float>(row.loss);
  const std::string event = tfrecord(
      row.held_out_loss
          ? scalar_event(
                now(), step,
                {{"learning_rate", rate}, {"loss", loss}, {"held_out_loss", static_cast<float>(*row.held_out_loss)}})
          : scalar_event(now(), step, {{"learning_rate", rate}, {"loss", loss}}));
  if (std::fwrite(text.data(), 1, text.size(), metrics_) != text.size() || std::fflush(metrics_) != 0)
    return cannot("cannot write", name_ + "/metrics.jsonl");
  if (std::fwrite(event.data(), 1, event.size(), events_) != event.size())
    return cannot("cannot write events in", name_);
  place_.metrics += text.size();
  place_.events += event.size();
  return {};
}

taper::result<void> run_log::sync() {
  for (std::FILE* const file : {metrics_, events_}) {
    if (std::fflush(file) != 0 || ::fsync(::fileno(file)) != 0) return cannot("cannot write in", name_);
  }
  return {};
}

}  // namespace taper::lab
