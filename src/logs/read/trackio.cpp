// The file of a Trackio project: a SQLite database whose table `metrics` has one JSON object per row, for every run.
#include <sqlite3.h>

#include <memory>
#include <streambuf>
#include <string>

#include "logs/read/reader.hpp"

namespace taper::inspection {
namespace {

struct closes {
  void operator()(sqlite3* file) const { sqlite3_close(file); }
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using database = std::unique_ptr<sqlite3, closes>;
using statement = std::unique_ptr<sqlite3_stmt, closes>;

std::string_view text_of(sqlite3_stmt* row, int column) {
  const void* const bytes = sqlite3_column_blob(row, column);
  const int size = sqlite3_column_bytes(row, column);
  return bytes == nullptr ? std::string_view()
                          : std::string_view(static_cast<const char*>(bytes), static_cast<std::size_t>(size));
}

// The rows as JSON Lines, created while they are read: {"run_name": …, "_step": …, logged values}.
class row_stream : public std::streambuf {
 public:
  explicit row_stream(sqlite3_stmt* rows) : rows_(rows) {}
  [[nodiscard]] int status() const { return status_; }

 protected:
  int_type underflow() override {
    while (status_ == SQLITE_ROW) {
      status_ = sqlite3_step(rows_);
      if (status_ != SQLITE_ROW) break;
      std::string_view logged = text_of(rows_, 2);
      const std::size_t open = logged.find('{');
      if (open == std::string_view::npos) continue;
      logged.remove_prefix(open + 1);
      line_ = R"({"run_name": ")";
      for (const char c : text_of(rows_, 0)) line_ += c == '"' || c == '\\' || (c >= 0 && c < ' ') ? '_' : c;
      line_ += R"(", "_step": )" + std::to_string(sqlite3_column_int64(rows_, 1));
      if (logged.find_first_not_of(" \t\r\n") != logged.find('}')) line_ += ", ";
      line_.append(logged).append("\n");
      setg(line_.data(), line_.data(), line_.data() + line_.size());
      return traits_type::to_int_type(line_.front());
    }
    return traits_type::eof();
  }

 private:
  sqlite3_stmt* rows_;
  int status_ = SQLITE_ROW;
  std::string line_;
};

error not_trackio(std::string message, std::string hint) {
  return failed(errc::unsupported, std::move(message), std::move(hint));
}

// Only a table: a view could compute without end.
bool has_table(sqlite3* file) {
  sqlite3_stmt* prepared = nullptr;
  const int known = sqlite3_prepare_v2(file, "select 1 from sqlite_master where type = 'table' and name = 'metrics'",
                                       -1, &prepared, nullptr);
  const statement found(prepared);
  return known != SQLITE_OK || sqlite3_step(found.get()) == SQLITE_ROW;
}

bool is_trackio(const first_look& look) { return look.head.starts_with(std::string_view("SQLite format 3\0", 16)); }

read_result read_trackio(byte_source&, log_sink& sink, const read_options& options) {
  if (options.path.empty())
    return not_trackio("a SQLite database cannot be read from a stream", "give the path of the file");
  sqlite3* opened = nullptr;
  const int status = sqlite3_open_v2(options.path.c_str(), &opened, SQLITE_OPEN_READONLY, nullptr);
  const database file(opened);
  if (status != SQLITE_OK) return failed(errc::io, "SQLite cannot open it: " + std::string(sqlite3_errstr(status)));
  sqlite3_busy_timeout(file.get(), 2000);  // a run may be writing to it
  constexpr int longest_row = 1 << 24;     // no logged row is longer
  sqlite3_limit(file.get(), SQLITE_LIMIT_LENGTH, longest_row);
  if (!has_table(file.get()))
    return not_trackio("this SQLite database is not Trackio's: it has no table metrics(run_name, step, metrics)",
                       "write the metrics as CSV or JSON Lines");
  sqlite3_stmt* prepared = nullptr;
  const int known =
      sqlite3_prepare_v2(file.get(), "select run_name, step, metrics from metrics order by id", -1, &prepared, nullptr);
  const statement rows(prepared);
  if (known == SQLITE_ERROR)
    return not_trackio("this SQLite database is not Trackio's: it has no table metrics(run_name, step, metrics)",
                       "write the metrics as CSV or JSON Lines");
  if (known != SQLITE_OK)
    return not_trackio("this SQLite database cannot be read: " + std::string(sqlite3_errmsg(file.get())),
                       "copy it again, with the files -wal and -shm beside it");
  row_stream stream(rows.get());
  std::istream lines(&stream);
  byte_source source(lines);
  read_result wrong = read_json(source, sink, options);
  if (stream.status() != SQLITE_DONE && stream.status() != SQLITE_ROW)
    return not_trackio("this SQLite database is damaged: " + std::string(sqlite3_errmsg(file.get())), "copy it again");
  return wrong;
}

}  // namespace

constinit const reader trackio_format{
    .format = {"trackio", "the SQLite file of a Trackio project (and its `-wal`)",
               R"(metrics(run_name, step, metrics: {"lr": 1e-4, …}))", "`SQLite format 3`", "every run of the project"},
    .recognizes = is_trackio,
    .read = read_trackio};

}  // namespace taper::inspection
