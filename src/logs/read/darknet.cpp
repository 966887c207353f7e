// Darknet: values come before their words.
#include "logs/read/reader.hpp"

namespace taper::inspection {
namespace {

bool fits_darknet(std::string_view line) {
  const std::size_t rate = line.find(" rate, ");
  return rate != std::string_view::npos && line.find(" images", rate) != std::string_view::npos &&
         line.find(" avg") < rate;
}

// The number that ends right before `at`.
std::string_view number_before(std::string_view line, std::size_t at) {
  const std::size_t space = line.find_last_of(" ,", at - 1);
  const std::size_t begin = space == std::string_view::npos ? 0 : space + 1;
  return line.substr(begin, at - begin);
}

line_result take_darknet(std::string_view line, line_work& work) {
  work.row.clear();
  record& row = work.row.row();
  const std::size_t colon = line.find(':');
  if (colon == 0 || colon == std::string_view::npos) return line_result::other;
  row.step = parse_whole(number_before(line, colon));
  row.loss = parse_number(number_before(line, line.find(" avg")));
  row.add_rate({}, number_before(line, line.find(" rate, ")));
  work.step_key = work.rate_key = "rate";
  return row.step ? line_result::row : line_result::nothing;
}

}  // namespace

constinit const reader darknet_format{
    .format = {"darknet", "Darknet", " 100: 5.123, 6.200 avg loss, 0.001000 rate, 3.2 seconds, 6400 images",
               "`avg`, `rate, `, `images`", "–"},
    .line = {.fits = fits_darknet, .take = take_darknet}};

}  // namespace taper::inspection
