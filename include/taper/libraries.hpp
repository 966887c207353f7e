// The schedules of other libraries, with each library's own names, defaults and ranges, as `taper list` shows them, and
// schedules from calls.
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "taper/library.hpp"
#include "taper/schedule.hpp"

namespace taper::libraries {

/// Every library, in the order in which help and documentation show them.
std::span<const library> catalogue();

/// The row of a dotted name, with its library; null if there is none.
struct found_entry {
  const library* of = nullptr;
  const entry* row = nullptr;
};
found_entry find(std::string_view dotted_name);
/// All dotted names, for "did you mean".
std::vector<std::string> names();

/// The type in taper/library_types.hpp of a schedule: "torch::one_cycle". In snake_case, without LR or Scheduler at the
/// end unless another schedule of the library would get the same name.
std::string cpp_name(const library& of, const entry& row);
/// The member of that type for a parameter: its name, with "_" appended to C++ keywords.
std::string cpp_member(std::string_view parameter);

/// Reads an inner schedule that is given as a word or a quoted text.
using inner_reader = std::function<result<schedule>(const written_value&)>;
/// Makes a schedule of another library from a call, and checks names, kinds, ranges and required arguments. Offsets in
/// errors are those of the values; `end` is the offset at which a missing argument is reported.
result<node_ref> make(const written_call& call, std::size_t at, std::size_t end, const inner_reader& read = {});

}  // namespace taper::libraries
