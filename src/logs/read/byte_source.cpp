// Chunked reading of streams and texts, and lines on top of it.
#include "logs/read/byte_source.hpp"

#include <algorithm>
#include <cstring>

namespace taper::inspection {
namespace {

constexpr char32_t replacement = 0xFFFD;

// A character in UTF-8. The library has no dependency, support/utf8.cpp is not part of it.
void append_character(std::string& out, char32_t c) {
  const auto put = [&](char32_t byte) { out += static_cast<char>(static_cast<unsigned char>(byte)); };
  if (c < 0x80) return put(c);
  const int more = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
  put((more == 1 ? 0xC0u : more == 2 ? 0xE0u : 0xF0u) | (c >> (6 * more)));
  for (int i = more - 1; i >= 0; --i) put(0x80 | ((c >> (6 * i)) & 0x3F));
}

}  // namespace

std::size_t byte_source::read_raw(char* into, std::size_t n) {
  if (stream_ != nullptr) {
    stream_->read(into, static_cast<std::streamsize>(n));
    return static_cast<std::size_t>(stream_->gcount());
  }
  const std::size_t count = std::min(n, text_.size());
  if (count > 0) std::memcpy(into, text_.data(), count);
  text_.remove_prefix(count);
  return count;
}

// A byte order mark, or letters that alternate with zeros.
void byte_source::recognize_encoding() {
  char start[4];
  std::size_t have = 0;
  while (have < sizeof start) {
    const std::size_t got = read_raw(start + have, sizeof start - have);
    if (got == 0) break;
    have += got;
  }
  const std::string_view first(start, have);
  const auto letter = [](char c) { return c > 8 && c < 127; };
  encoding_ = encoding::bytes;
  std::size_t mark = 0;
  if (first.starts_with("\xFF\xFE")) {
    encoding_ = encoding::utf16_little;
    mark = 2;
  } else if (first.starts_with("\xFE\xFF")) {
    encoding_ = encoding::utf16_big;
    mark = 2;
  } else if (first.starts_with("\xEF\xBB\xBF")) {
    mark = 3;
  } else if (have == 4 && letter(start[0]) && start[1] == 0 && letter(start[2]) && start[3] == 0) {
    encoding_ = encoding::utf16_little;
  }
  (encoding_ == encoding::bytes ? decoded_ : raw_).assign(first.substr(std::min(mark, have)));
}

// UTF-16 to UTF-8, a chunk at a time; an incomplete character is kept for the next chunk.
void byte_source::decode_more() {
  constexpr std::size_t piece = std::size_t{1} << 16;
  const std::size_t kept = raw_.size();
  raw_.resize(kept + piece);
  raw_.resize(kept + read_raw(raw_.data() + kept, piece));
  decoded_.clear();
  decoded_used_ = 0;
  const auto unit = [&](std::size_t at) {
    const auto a = static_cast<unsigned char>(raw_[at]);
    const auto b = static_cast<unsigned char>(raw_[at + 1]);
    return static_cast<char32_t>(encoding_ == encoding::utf16_little ? a | b << 8 : a << 8 | b);
  };
  const bool ended = raw_.size() < kept + piece;
  std::size_t at = 0;
  for (; at + 2 <= raw_.size(); at += 2) {
    char32_t c = unit(at);
    if (c >= 0xD800 && c < 0xDC00) {
      if (at + 4 > raw_.size()) {
        if (!ended) break;
        c = replacement;
      } else if (const char32_t low = unit(at + 2); low >= 0xDC00 && low < 0xE000) {
        c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
        at += 2;
      } else {
        c = replacement;
      }
    } else if (c >= 0xDC00 && c < 0xE000) {
      c = replacement;
    }
    append_character(decoded_, c);
  }
  raw_.erase(0, ended ? raw_.size() : at);
}

std::size_t byte_source::read_source(char* into, std::size_t n) {
  if (encoding_ == encoding::unknown) recognize_encoding();
  if (decoded_used_ == decoded_.size() && encoding_ != encoding::bytes) decode_more();
  if (decoded_used_ < decoded_.size()) {
    const std::size_t count = std::min(n, decoded_.size() - decoded_used_);
    std::memcpy(into, decoded_.data() + decoded_used_, count);
    decoded_used_ += count;
    return count;
  }
  return encoding_ == encoding::bytes ? read_raw(into, n) : 0;
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
    if (looked > limit) {  // a line beyond the limit: return its beginning, then skip bytes up to its end
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
      if (size == 0 || skip_rest_ || whole_lines_) return false;
      line = {rest, size};
      return true;
    }
  }
}

}  // namespace taper::inspection
