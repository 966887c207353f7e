// A small checker of well-formed XML, enough for what the renderer writes: tags nest, attributes are quoted and unique
// in their element, text holds no bare markup.
#pragma once

#include <cctype>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace taper::test {

class xml_check {
 public:
  explicit xml_check(std::string_view text) : text_(text) {}

  /// Empty if well-formed, else the error and its byte offset.
  std::string fault() {
    if (starts("<?xml")) skip_past("?>");
    if (starts("<!DOCTYPE")) skip_past(">");
    while (fault_.empty() && at_ < text_.size()) next();
    if (fault_.empty() && !open_.empty()) fail("<" + open_.back() + "> is never closed");
    if (fault_.empty() && roots_ != 1) fail("not exactly one root");
    return fault_;
  }

 private:
  void next() {
    if (starts("<!--")) return skip_past("-->");
    if (starts("</")) return close_tag();
    if (starts("<")) return open_tag();
    content();
  }

  void content() {
    const char c = text_[at_];
    if (c == '&') return reference();
    if (open_.empty() && std::isspace(static_cast<unsigned char>(c)) == 0) return fail("text outside the root");
    if (static_cast<unsigned char>(c) < 32 && std::isspace(static_cast<unsigned char>(c)) == 0)
      return fail("control character");
    ++at_;
  }

  void reference() {
    for (const std::string_view known : {"&amp;", "&lt;", "&gt;", "&quot;", "&#39;"}) {
      if (starts(known)) {
        at_ += known.size();
        return;
      }
    }
    fail("unknown reference");
  }

  std::string name() {
    const std::size_t first = at_;
    const auto is_part = [](char c) {
      return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == ':' || c == '_';
    };
    while (at_ < text_.size() && is_part(text_[at_])) ++at_;
    return std::string(text_.substr(first, at_ - first));
  }

  void close_tag() {
    at_ += 2;
    const std::string closed = name();
    if (open_.empty() || open_.back() != closed || !starts(">")) return fail("</" + closed + "> closes nothing");
    open_.pop_back();
    ++at_;
  }

  void open_tag() {
    ++at_;
    const std::string opened = name();
    if (opened.empty()) return fail("bare <");
    std::set<std::string> seen;
    while (fault_.empty()) {
      while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_])) != 0) ++at_;
      if (starts("/>") || starts(">")) break;
      attribute(seen);
    }
    if (!fault_.empty()) return;
    if (open_.empty()) ++roots_;
    if (starts(">")) {
      open_.push_back(opened);
      ++at_;
    } else {
      at_ += 2;
    }
  }

  void attribute(std::set<std::string>& seen) {
    const std::string key = name();
    if (key.empty() || !starts("=\"")) return fail("attribute without a quoted value");
    if (!seen.insert(key).second) return fail("attribute " + key + " twice");
    at_ += 2;
    while (fault_.empty() && at_ < text_.size() && text_[at_] != '"') {
      if (text_[at_] == '<') return fail("< in an attribute");
      if (text_[at_] == '&') {
        reference();
      } else {
        ++at_;
      }
    }
    if (at_ >= text_.size()) return fail("attribute never ends");
    ++at_;
  }

  bool starts(std::string_view what) const { return text_.substr(at_, what.size()) == what; }
  void skip_past(std::string_view what) {
    const std::size_t found = text_.find(what, at_);
    if (found == std::string_view::npos) return fail("no " + std::string(what));
    at_ = found + what.size();
  }
  void fail(const std::string& what) {
    if (fault_.empty()) fault_ = what + " at byte " + std::to_string(at_) + ": " + std::string(text_.substr(at_, 40));
  }

  std::string_view text_;
  std::size_t at_ = 0;
  int roots_ = 0;
  std::vector<std::string> open_;
  std::string fault_;
};

inline std::string xml_fault(std::string_view text) { return xml_check(text).fault(); }

}  // namespace taper::test
