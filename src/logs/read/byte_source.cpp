// Chunked reading of streams and texts, and lines on top of it.
#include "logs/read/byte_source.hpp"

#include <algorithm>
#include <cstring>

namespace taper::inspection {

std::size_t byte_source::read_source(char* into, std::size_t n) {
  if (stream_ != nullptr) {
    stream_->read(into, static_cast<std::streamsize>(n));
    return static_cast<std::size_t>(stream_->gcount());
  }
  const std::size_t count = std::min(n, text_.size());
  if (count > 0) std::memcpy(into, text_.data(), count);
  text_.remove_prefix(count);
  return count;
}

std::string_view byte_source::head() {
  if (!head_read_) {
    head_read_ = true;
    head_.resize(head_size);
    std::size_t have = 0;
    while (have < head_size) {
      const std::size_t got = read_source(head_.data() + have, head_size - have);
      if (got == 0) break;
      have += got;
    }
    head_.resize(have);
  }
  return {head_.data(), head_.size()};
}

std::size_t byte_source::read(char* into, std::size_t n) {
  if (head_used_ < head_.size()) {
    const std::size_t count = std::min(n, head_.size() - head_used_);
    std::memcpy(into, head_.data() + head_used_, count);
    head_used_ += count;
    return count;
  }
  return read_source(into, n);
}

bool window::more() {
  if (cursor_ > 0) {
    std::memmove(buffer_.data(), buffer_.data() + cursor_, end_ - cursor_);
    before_ += cursor_;
    end_ -= cursor_;
    cursor_ = 0;
  }
  if (end_ == buffer_.size()) buffer_.resize(buffer_.size() * 2);
  const std::size_t got = source_->read(buffer_.data() + end_, buffer_.size() - end_);
  end_ += got;
  return got > 0;
}

bool line_reader::next(std::string_view& line) {
  std::size_t looked = 0;
  for (;;) {
    const char* const begin = window_.cursor();
    const char* const end = window_.end();
    const char* const at = std::find_if(begin + looked, end, [](char c) { return c == '\n' || c == '\r'; });
    if (at != end) {
      const std::size_t size = static_cast<std::size_t>(at - begin);
      const bool drop = skip_rest_;
      skip_rest_ = false;
      window_.advance_to(at + 1);
      if (drop) {
        looked = 0;
        continue;
      }
      line = {begin, size};
      return true;
    }
    looked = static_cast<std::size_t>(end - begin);
    if (looked > limit) {  // an over-long line: hand out its start once, then drop bytes up to its end
      const bool first = !skip_rest_;
      skip_rest_ = true;
      window_.advance_to(end);
      if (first) {
        line = {begin, limit};
        return true;
      }
      looked = 0;
    }
    if (!window_.more()) {
      const char* const rest = window_.cursor();
      const std::size_t size = static_cast<std::size_t>(window_.end() - rest);
      window_.advance_to(window_.end());
      if (size == 0 || skip_rest_) return false;
      line = {rest, size};
      return true;
    }
  }
}

}  // namespace taper::inspection
