// Files of configurations for tests: blocks of "=== FORMAT options | source", the text, and a line "--- what is expected".
#pragma once

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "taper/configs/config.hpp"

namespace taper::tests {

struct config_example {
  std::string format;
  run_facts facts;
  std::string source;
  std::string text;
  std::string expected;
  std::size_t line = 0;
};

inline std::vector<config_example> config_examples(const std::string& path) {
  std::ifstream in(TAPER_SOURCE_DIR "/tests/" + path);
  std::vector<config_example> out;
  std::string line;
  bool inside = false;
  for (std::size_t n = 1; std::getline(in, line); ++n) {
    if (line.starts_with("=== ")) {
      config_example e;
      e.line = n;
      const std::size_t bar = std::min(line.find(" | "), line.size());
      if (bar < line.size()) e.source = line.substr(bar + 3);
      std::istringstream words(line.substr(4, bar - 4));
      words >> e.format;
      std::string option;
      std::uint64_t value = 0;
      while (words >> option >> value) {
        if (option == "--steps") e.facts.steps = value;
        if (option == "--dataset-size") e.facts.dataset_size = value;
        if (option == "--world-size") e.facts.world_size = value;
        if (option == "--steps-per-epoch") e.facts.steps_per_epoch = value;
      }
      out.push_back(e);
      inside = true;
    } else if (line.starts_with("--- ") && inside) {
      out.back().expected = line.substr(4);
      inside = false;
    } else if (inside) {
      out.back().text += line + "\n";
    }
  }
  return out;
}

}  // namespace taper::tests
