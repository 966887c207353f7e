// TensorBoard event files: TFRecords of Event messages; scalars as simple_value (TF1, PyTorch) or as tensor (TF2).
#include <cmath>
#include <cstring>
#include <map>

#include "logs/read/little_endian.hpp"
#include "logs/read/number_text.hpp"
#include "logs/read/reader.hpp"
#include "logs/read/row_builder.hpp"
#include "logs/read/wire.hpp"
#include "support/crc.hpp"
#include "support/rounded.hpp"

namespace taper::inspection {
namespace {

constexpr std::size_t largest_record = std::size_t{1} << 30;
constexpr std::size_t header_size = 12;  // length, CRC of the length

bool valid_header(const char* p) {
  return support::masked(support::crc32c({p, 8})) == static_cast<std::uint32_t>(little_endian(p + 8, 4));
}

// TensorProto: dtype = 1, tensor_content = 4, float_val = 5 (packed or not), double_val = 6.
std::optional<double> scalar_of_tensor(std::string_view message) {
  constexpr std::uint64_t is_float = 1;
  constexpr std::uint64_t is_double = 2;
  std::uint64_t type = 0;
  std::string_view content;
  std::optional<double> value;
  wire_reader fields(message);
  while (const std::optional<wire_field> f = fields.next()) {
    if (f->number == 1) type = f->value;
    if (f->number == 4) content = f->bytes;
    if (f->number == 5 && f->type == 5) value = static_cast<double>(f->as_float());
    if (f->number == 5 && f->type == 2 && f->bytes.size() == 4) content = f->bytes;
    if (f->number == 6 && f->type == 1) value = f->as_double();
    if (f->number == 6 && f->type == 2 && f->bytes.size() == 8) content = f->bytes;
  }
  if (value) return value;
  wire_field bits;
  if (type == is_float && content.size() == 4) {
    bits.value = little_endian(content.data(), 4);
    return static_cast<double>(bits.as_float());
  }
  if (type == is_double && content.size() == 8) {
    bits.value = little_endian(content.data(), 8);
    return bits.as_double();
  }
  return std::nullopt;
}

// Each scalar of a step is a separate event: they are collected until the step changes.
class step_gatherer {
 public:
  explicit step_gatherer(log_sink& sink) : sink_(sink) {}
  ~step_gatherer() { flush(); }
  step_gatherer(const step_gatherer&) = delete;
  step_gatherer& operator=(const step_gatherer&) = delete;

  void take(std::int64_t step, std::string_view tag, double value) {
    const field_name& name = names_(tag);
    if (name.kind == field::none || name.kind == field::step) return;
    if (step != step_) flush();
    step_ = step;
    row_.take(name, support::rounded(value, 17));
    any_ = true;
  }

  void flush() {
    if (any_) {
      row_.row().step = step_;
      sink_.add({}, row_.row());
    }
    row_.clear();
    any_ = false;
  }

 private:
  log_sink& sink_;
  name_cache names_;
  row_builder row_;
  std::int64_t step_ = 0;
  bool any_ = false;
};

// Event: step = 2, summary = 5. Summary: value = 1. Value: tag = 1, simple_value = 2, tensor = 8.
void take_event(std::string_view event, step_gatherer& rows) {
  std::int64_t step = 0;
  std::string_view summary;
  wire_reader fields(event);
  while (const std::optional<wire_field> f = fields.next()) {
    if (f->number == 2 && f->type == 0) step = static_cast<std::int64_t>(f->value);
    if (f->number == 5 && f->type == 2) summary = f->bytes;
  }
  if (step < -largest_whole || step > largest_whole) return;
  wire_reader values(summary);
  while (const std::optional<wire_field> v = values.next()) {
    if (v->number != 1 || v->type != 2) continue;
    std::string_view tag;
    std::optional<double> value;
    wire_reader parts(v->bytes);
    while (const std::optional<wire_field> p = parts.next()) {
      if (p->number == 1 && p->type == 2) tag = p->bytes;
      if (p->number == 2 && p->type == 5) value = static_cast<double>(p->as_float());
      if (p->number == 8 && p->type == 2) value = scalar_of_tensor(p->bytes);
    }
    if (value && tag.size() < 300) rows.take(step, tag, *value);
  }
}

bool is_tensorboard(const first_look& look) {
  return look.head.size() >= header_size && valid_header(look.head.data());
}

read_result read_tensorboard(byte_source& source, log_sink& sink, const read_options&) {
  sink.set_precision({rounding::float32, 24});
  window bytes(source);
  step_gatherer rows(sink);
  const auto at_hand = [&] { return static_cast<std::size_t>(bytes.end() - bytes.cursor()); };
  std::size_t records = 0;
  for (;;) {
    while (at_hand() < header_size && bytes.more()) {
    }
    if (at_hand() < header_size) break;  // a killed writer leaves an incomplete record; what came before is kept
    const std::uint64_t size = little_endian(bytes.cursor(), 8);
    if (!valid_header(bytes.cursor()) || size > largest_record) {
      if (records > 0) break;
      return failed(errc::syntax, "not a TensorBoard event file: the checksum of the first length is wrong");
    }
    const std::size_t whole = header_size + static_cast<std::size_t>(size) + 4;
    while (at_hand() < whole && bytes.more()) {
    }
    if (at_hand() < whole) break;
    const std::string_view event(bytes.cursor() + header_size, static_cast<std::size_t>(size));
    const std::uint32_t wanted = static_cast<std::uint32_t>(little_endian(bytes.cursor() + header_size + size, 4));
    if (support::masked(support::crc32c(event)) == wanted) take_event(event, rows);
    bytes.advance_to(bytes.cursor() + whole);
    ++records;
  }
  return std::nullopt;
}

}  // namespace

constinit const reader tensorboard_format{
    .format = {"tensorboard", "TensorBoard event files (`events.out.tfevents.*`): PyTorch, TensorFlow, JAX, Lightning",
               "scalars train/learning_rate, train/loss", "a TFRecord header with a valid masked CRC-32C",
               "tags: `lr-AdamW/pg1`, `x/lr0`"},
    .recognizes = is_tensorboard,
    .read = read_tensorboard};

}  // namespace taper::inspection
