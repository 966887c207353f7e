// A finding: one thing that is wrong with a schedule, or worth knowing of it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace taper {

/// How grave a finding is.
enum class severity : unsigned char {
  note,   ///< worth knowing
  fault,  ///< a mistake by any rule
};

/// What a check, a library or a count of data says of one schedule.
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
