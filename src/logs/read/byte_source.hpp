// Bytes of a log in chunks of a fixed buffer, from a stream or from memory with one interface, and lines on top. Text in
// UTF-16 (a redirected PowerShell console) is converted to UTF-8; a byte order mark is removed.
#pragma once

#include <cstddef>
#include <istream>
#include <string>
#include <string_view>
#include <vector>

namespace taper::inspection {

/// The source of the bytes. The first bytes can be read before a reader is chosen.
class byte_source {
 public:
  static constexpr std::size_t chunk = std::size_t{1} << 20;
  static constexpr std::size_t head_size = std::size_t{1} << 16;

  explicit byte_source(std::istream& in, bool whole_lines = false) : stream_(&in), whole_lines_(whole_lines) {}
  explicit byte_source(std::string_view text) : text_(text) {}

  /// Up to `head_size` bytes from the start, not consumed. Valid until the first read.
  [[nodiscard]] std::string_view head();

  /// Fills `into` with up to `n` bytes; 0 only at the end.
  std::size_t read(char* into, std::size_t n);

  /// Whether a last line without its end is still being written (read_options::whole_lines).
  [[nodiscard]] bool whole_lines() const { return whole_lines_; }

  /// Whether the stream reported a failure other than its end.
  [[nodiscard]] bool failed() const { return stream_ != nullptr && stream_->bad(); }

 private:
  enum class encoding : unsigned char { unknown, bytes, utf16_little, utf16_big };
  std::size_t read_raw(char* into, std::size_t n);
  std::size_t read_source(char* into, std::size_t n);
  void recognize_encoding();
  void decode_more();

  std::istream* stream_ = nullptr;
  std::string_view text_;
  encoding encoding_ = encoding::unknown;
  std::string raw_;      // bytes of an incomplete UTF-16 character
  std::string decoded_;  // returned first
  std::size_t decoded_used_ = 0;
  std::vector<char> head_;
  std::size_t head_used_ = 0;
  bool head_read_ = false;
  bool whole_lines_ = false;
};

/// A window over a source: bytes [cursor, end) are available; `more` reads further ones and keeps these.
class window {
 public:
  explicit window(byte_source& source) : source_(&source), buffer_(byte_source::chunk) {}

  [[nodiscard]] const char* cursor() const { return buffer_.data() + cursor_; }
  [[nodiscard]] const char* end() const { return buffer_.data() + end_; }
  void advance_to(const char* p) { cursor_ = static_cast<std::size_t>(p - buffer_.data()); }

  /// Reads more and keeps everything from the cursor on; false at the end of the source. Moves the bytes.
  bool more();
  /// Position of the cursor in the whole source, in bytes.
  [[nodiscard]] std::size_t offset() const { return before_ + cursor_; }

 private:
  byte_source* source_;
  std::vector<char> buffer_;
  std::size_t cursor_ = 0;
  std::size_t end_ = 0;
  std::size_t before_ = 0;
};

/// Lines of a source, ended by \n, \r\n or \r (progress bars). A line beyond `limit` bytes is cut there.
class line_reader {
 public:
  static constexpr std::size_t limit = byte_source::chunk / 2;

  explicit line_reader(byte_source& source) : window_(source), whole_lines_(source.whole_lines()) {}
  /// Returns false at the end. The view is valid until the next call.
  bool next(std::string_view& line);

 private:
  window window_;
  bool whole_lines_;
  bool skip_rest_ = false;
};

}  // namespace taper::inspection
