// The MLflow file of one metric: "timestamp value step" in each line; the file name is the name of the metric.
#include <vector>

#include "logs/read/reader.hpp"
#include "logs/read/row_builder.hpp"
#include "logs/read/table_text.hpp"

namespace taper::inspection {
namespace {

std::string_view metric_name(std::string_view path) {
  const std::size_t metrics = path.rfind("metrics/");
  if (metrics != std::string_view::npos) return path.substr(metrics + 8);
  const std::size_t slash = path.find_last_of('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

// Milliseconds since 1970, a value, a step.
bool take_metric(std::string_view line, std::vector<std::string_view>& fields, record& row) {
  constexpr std::int64_t least_time = 100'000'000'000;
  std::string scratch;
  split_fields(line, ' ', fields, scratch);
  if (fields.size() != 3 || parse_whole(fields[0]).value_or(0) < least_time) return false;
  row = {};
  row.step = parse_whole(fields[2]);
  row.add_rate({}, fields[1]);
  return row.step.has_value() && !row.rates.empty();
}

bool is_mlflow(const first_look& look) {
  std::vector<std::string_view> fields;
  record row;
  return classify_field(metric_name(look.name)).kind == field::rate &&
         take_metric(look.head.substr(0, look.head.find_first_of("\r\n")), fields, row);
}

read_result read_mlflow(byte_source& source, log_sink& sink, const read_options&) {
  line_reader lines(source);
  std::string_view line;
  std::vector<std::string_view> fields;
  record row;
  while (lines.next(line)) {
    if (take_metric(line, fields, row)) sink.add({}, row);
  }
  return std::nullopt;
}

}  // namespace

constinit const reader mlflow_format{
    .format = {"mlflow", "the file of an MLflow metric, `mlruns/…/metrics/learning_rate`", "1700000000000 0.0001 10",
               "a file name that means a rate, three numbers per line", "–"},
    .recognizes = is_mlflow,
    .read = read_mlflow};

}  // namespace taper::inspection
