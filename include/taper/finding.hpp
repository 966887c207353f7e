// A finding: a mistake in a schedule, or a note on it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace taper {

/// The severity of a finding.
enum class severity : unsigned char {
  note,   ///< information
  fault,  ///< a definite mistake
};

/// One finding of a check, a library or a count of data.
struct finding {
  taper::severity severity = taper::severity::note;
  std::string id;  ///< e.g. `unfinished-decay`; finding_ids.hpp lists those of a check
  std::optional<std::uint64_t> step{};
  std::string message{};
};

/// Findings by their severity.
struct findings {
  std::vector<finding> faults{};
  std::vector<finding> notes{};

  void add(finding one) { (one.severity == severity::fault ? faults : notes).push_back(std::move(one)); }
  void add(findings more) {
    for (auto* all : {&more.faults, &more.notes}) {
      for (finding& one : *all) add(std::move(one));
    }
  }
};

}  // namespace taper
