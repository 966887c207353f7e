// DeepSpeed's step reports: runtime/engine.py, _report_progress().
#include "logs/read/reader.hpp"

namespace taper::inspection {
namespace {

constexpr std::size_t most_listed = 256;

bool fits_deepspeed(std::string_view line) {
  const std::size_t at = line.find("step=");
  return at != std::string_view::npos && line.find("skipped=", at) != std::string_view::npos &&
         line.find(", lr=", at) != std::string_view::npos;
}

// "[1e-05, 1e-05]" or "1e-05": the text of every group.
void take_list(std::string_view list, record& row) {
  std::size_t group = 0;
  const bool many = !list.empty() && list.front() == '[';
  if (many) list.remove_prefix(1);
  for (;;) {
    const std::string_view text = number_after(list, "");
    if (text.empty()) return;
    row.add_rate(group == 0 ? std::string() : std::to_string(group), text);
    ++group;
    list.remove_prefix(static_cast<std::size_t>(text.data() + text.size() - list.data()));
    if (!many || list.empty() || list.front() != ',' || group >= most_listed) return;
    list.remove_prefix(1);
  }
}

line_result take_deepspeed(std::string_view line, line_work& work) {
  work.row.clear();
  record& row = work.row.row();
  row.step = parse_whole(number_after(line.substr(line.find("step=")), "step="));
  row.skipped = parse_whole(number_after(line, "skipped="));
  take_list(line.substr(line.find(", lr=") + 5), row);
  work.step_key = "step";
  work.rate_key = "lr";
  return row.step ? line_result::row : line_result::nothing;
}

}  // namespace

constinit const reader deepspeed_format{
    .format = {"deepspeed", "the step reports of DeepSpeed; several engines of one run are separated",
               "step=10, skipped=2, lr=[4.6e-07, 4.6e-07], mom=[(0.9, 0.95)]", "`step=…, skipped=…, lr=`",
               "`lr=[…, …]`"},
    .line = {.fits = fits_deepspeed, .take = take_deepspeed}};

}  // namespace taper::inspection
