// The run file of W&B (run-ID.wandb): a LevelDB log of records, each a protocol-buffer message. History rows and
// the name of the run are read, everything else is ignored.
#include "logs/read/little_endian.hpp"
#include "logs/read/reader.hpp"
#include "logs/read/row_builder.hpp"
#include "logs/read/wire.hpp"
#include "support/crc.hpp"
#include "taper/text.hpp"

namespace taper::inspection {
namespace {

constexpr std::size_t file_header = 7;  // ":W&B", a magic number, a version
constexpr std::size_t block_size = 32768;
constexpr std::size_t record_header = 7;  // CRC, length, type
constexpr std::size_t largest_message = std::size_t{64} << 20;

std::string_view unquoted(std::string_view json) {
  return json.size() >= 2 && json.front() == '"' && json.back() == '"' ? json.substr(1, json.size() - 2) : json;
}

// The necessary messages of wandb/proto/wandb_internal.proto.
class message_reader {
 public:
  explicit message_reader(log_sink& sink) : sink_(sink) {}

  // Record: history = 2, run = 17.
  void take(std::string_view message) {
    wire_reader fields(message);
    while (const std::optional<wire_field> f = fields.next()) {
      if (f->type != 2) continue;
      if (f->number == 2) take_history(f->bytes);
      if (f->number == 17) take_run(f->bytes);
    }
  }

 private:
  // RunRecord: run_id = 1, display_name = 8.
  void take_run(std::string_view message) {
    std::string id;
    std::string name;
    wire_reader fields(message);
    while (const std::optional<wire_field> f = fields.next()) {
      if (f->number == 1 && f->type == 2) id = shortened(f->bytes, 200);
      if (f->number == 8 && f->type == 2) name = shortened(f->bytes, 200);
    }
    run_ = name.empty() ? id : name;
  }

  // HistoryRecord: item = 1. HistoryItem: key = 1, nested_key = 2, value_json = 16.
  void take_history(std::string_view message) {
    row_.clear();
    wire_reader items(message);
    while (const std::optional<wire_field> item = items.next()) {
      if (item->number != 1 || item->type != 2) continue;
      key_.clear();
      std::string_view value;
      wire_reader parts(item->bytes);
      while (const std::optional<wire_field> p = parts.next()) {
        if (p->type != 2) continue;
        if (p->number == 1) key_ = p->bytes.substr(0, 300);
        if (p->number == 2 && key_.size() < 300) key_.append(key_.empty() ? "" : "/").append(p->bytes.substr(0, 300));
        if (p->number == 16) value = p->bytes;
      }
      if (value.size() < 400) row_.take(names_(key_), unquoted(value));  // "NaN" and "Infinity" are quoted
    }
    if (row_.is_row()) sink_.add(run_, row_.row());
  }

  log_sink& sink_;
  name_cache names_;
  row_builder row_;
  std::string run_;
  std::string key_;
};

bool is_wandb(const first_look& look) { return look.head.starts_with(":W&B"); }

read_result read_wandb(byte_source& source, log_sink& sink, const read_options&) {
  enum record_type : unsigned char { whole = 1, first = 2, middle = 3, last = 4 };
  window bytes(source);
  const auto at_hand = [&](std::size_t wanted) {
    while (static_cast<std::size_t>(bytes.end() - bytes.cursor()) < wanted && bytes.more()) {
    }
    return static_cast<std::size_t>(bytes.end() - bytes.cursor()) >= wanted;
  };
  if (!at_hand(file_header) || std::string_view(bytes.cursor(), 4) != ":W&B")
    return failed(errc::syntax, "not a W&B run file: it does not begin with :W&B");
  bytes.advance_to(bytes.cursor() + file_header);
  message_reader messages(sink);
  std::string pieces;
  bool gathering = false;
  for (;;) {
    const std::size_t left = block_size - bytes.offset() % block_size;
    if (left < record_header) {  // no record starts so close to the end of a block
      if (!at_hand(left)) break;
      bytes.advance_to(bytes.cursor() + left);
      continue;
    }
    if (!at_hand(record_header)) break;  // a killed writer leaves an incomplete record; what came before is kept
    const auto wanted = static_cast<std::uint32_t>(little_endian(bytes.cursor(), 4));
    const std::size_t size = little_endian(bytes.cursor() + 4, 2);
    const bool fits = record_header + size <= left;
    if (fits && !at_hand(record_header + size)) break;
    const bool sound = fits && support::crc32({bytes.cursor() + 6, size + 1}) == wanted;
    if (!sound) {  // damaged: the rest of this block cannot be read
      gathering = false;
      if (!at_hand(left)) break;
      bytes.advance_to(bytes.cursor() + left);
      continue;
    }
    const auto type = static_cast<unsigned char>(bytes.cursor()[6]);
    const std::string_view data(bytes.cursor() + record_header, size);
    if (type == whole) {
      messages.take(data);
      gathering = false;
    } else if (type == first) {
      pieces = data;
      gathering = true;
    } else if (gathering && (type == middle || type == last) && pieces.size() + size <= largest_message) {
      pieces += data;
      if (type == last) {
        messages.take(pieces);
        gathering = false;
      }
    } else {
      gathering = false;
    }
    bytes.advance_to(bytes.cursor() + record_header + size);
  }
  return std::nullopt;
}

}  // namespace

constinit const reader wandb_format{
    .format = {"wandb", "the run file of W&B, `run-ID.wandb`, also of offline runs", "history rows, name of the run",
               "`:W&B`", "name of the run; keys; consecutive trainings in one run"},
    .recognizes = is_wandb,
    .read = read_wandb};

}  // namespace taper::inspection
