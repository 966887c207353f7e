// std::ifstream where there are no files: it opens nothing. For libraries that can also read files (cmake/taper_wasm.cmake).
#pragma once

#include <istream>

template <>
class std::basic_ifstream<char, std::char_traits<char>> : public std::istream {
 public:
  template <class... Path>
  explicit basic_ifstream(const Path&...) : std::istream(nullptr) {
    setstate(std::ios::failbit);
  }
  template <class... Path>
  void open(const Path&...) {}
  void close() {}
  [[nodiscard]] bool is_open() const { return false; }
};
