// HTTP with libcurl.
#include "data/download.hpp"

#include <curl/curl.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <memory>
#include <mutex>
#include <system_error>
#include <thread>

#include "data/file.hpp"
#include "taper/result.hpp"

namespace taper::lab {
namespace {

namespace fs = std::filesystem;

struct attempt {
  enum class end { complete, may_pass, no_range, refused, disk } how = end::refused;
  std::string reason = {};
};

struct file_closer {
  void operator()(std::FILE* f) const { std::fclose(f); }
};
using file_handle = std::unique_ptr<std::FILE, file_closer>;

// Bytes of an error page must not get into the file, so they are written only when the status is known.
struct sink {
  CURL* curl;
  std::FILE* file;
  std::string disk_error = {};
};

std::size_t take(char* bytes, std::size_t size, std::size_t count, void* to) {
  auto* s = static_cast<sink*>(to);
  long status = 0;
  curl_easy_getinfo(s->curl, CURLINFO_RESPONSE_CODE, &status);
  if (status >= 300) return size * count;
  const std::size_t written = std::fwrite(bytes, size, count, s->file);
  if (written != count) s->disk_error = std::strerror(errno);
  return written * size;
}

struct watcher {
  const download_request* request;
  std::uint64_t before;
};

int tell(void* of, curl_off_t total, curl_off_t now, curl_off_t, curl_off_t) {
  const auto* w = static_cast<const watcher*>(of);
  if (!w->request->progress) return 0;
  transfer_progress p{.received = w->before + static_cast<std::uint64_t>(now), .total = {}};
  if (total > 0) p.total = w->before + static_cast<std::uint64_t>(total);
  w->request->progress(p);
  return 0;
}

bool passes(CURLcode code) {
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT:
    case CURLE_OPERATION_TIMEDOUT:
    case CURLE_PARTIAL_FILE:
    case CURLE_GOT_NOTHING:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
    case CURLE_SSL_CONNECT_ERROR: return true;
    default: return false;
  }
}

attempt fetch(const download_request& request, const std::string& url, const fs::path& part) {
  std::error_code code;
  const std::uintmax_t found = fs::file_size(part, code);
  const std::uint64_t before = code ? 0 : found;
  const file_handle file(std::fopen(part.c_str(), "ab"));
  if (!file) return {attempt::end::disk, "cannot write " + part.string() + ": " + std::strerror(errno)};
  const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl(curl_easy_init(), &curl_easy_cleanup);
  if (!curl) return {attempt::end::refused, "out of memory"};
  sink into{curl.get(), file.get()};
  watcher watch{&request, before};
  std::array<char, CURL_ERROR_SIZE> said{};
  CURL* c = curl.get();
  curl_easy_setopt(c, CURLOPT_URL, url.c_str());
  curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(c, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 1L);
  curl_easy_setopt(c, CURLOPT_MAXREDIRS, 5L);
  curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT, 20L);
  curl_easy_setopt(c, CURLOPT_LOW_SPEED_LIMIT, 1L);
  curl_easy_setopt(c, CURLOPT_LOW_SPEED_TIME, 30L);
  curl_easy_setopt(c, CURLOPT_USERAGENT, "taper-lab");
  curl_easy_setopt(c, CURLOPT_ERRORBUFFER, said.data());
  curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, &take);
  curl_easy_setopt(c, CURLOPT_WRITEDATA, &into);
  curl_easy_setopt(c, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(c, CURLOPT_XFERINFOFUNCTION, &tell);
  curl_easy_setopt(c, CURLOPT_XFERINFODATA, &watch);
  if (before > 0) curl_easy_setopt(c, CURLOPT_RESUME_FROM_LARGE, static_cast<curl_off_t>(before));
  const CURLcode answer = curl_easy_perform(c);
  long status = 0;
  curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &status);
  if (std::fflush(file.get()) != 0 && into.disk_error.empty()) into.disk_error = std::strerror(errno);
  if (!into.disk_error.empty()) return {attempt::end::disk, "cannot write " + part.string() + ": " + into.disk_error};
  // 416: nothing is left to download; the checksum decides whether the file is complete
  if (answer == CURLE_RANGE_ERROR || (before > 0 && answer == CURLE_OK && status == 200))
    return {attempt::end::no_range};
  if (answer == CURLE_OK && before > 0 && status == 416) return {attempt::end::complete};
  if (answer == CURLE_OK && status >= 400)
    return {status >= 500 || status == 408 || status == 429 ? attempt::end::may_pass : attempt::end::refused,
            "the server answered " + std::to_string(status)};
  if (answer == CURLE_OK) return {attempt::end::complete};
  return {passes(answer) ? attempt::end::may_pass : attempt::end::refused,
          said[0] != '\0' ? std::string(said.data()) : std::string(curl_easy_strerror(answer))};
}

void say(const download_request& request, const std::string& line) {
  if (request.note) request.note(line);
}

// One address: attempts until it is complete, refused, or the attempts are used up.
taper::result<bool> fetch_all(const download_request& request, const std::string& url, const fs::path& part) {
  std::uint64_t wait = request.first_wait_ms;
  std::string reason;
  for (int k = 1; k <= request.attempts; ++k) {
    const attempt a = fetch(request, url, part);
    if (a.how == attempt::end::complete) return true;
    if (a.how == attempt::end::disk) return failed(errc::io, a.reason);
    if (a.how == attempt::end::no_range) {
      say(request, "the server cannot resume a download; starting over");
      std::error_code code;
      fs::remove(part, code);
      continue;
    }
    reason = a.reason;
    if (a.how == attempt::end::refused) break;
    if (k == request.attempts) break;
    say(request, reason + "; retrying in " + std::to_string(wait) + " ms (attempt " + std::to_string(k + 1) + " of " +
                     std::to_string(request.attempts) + ")");
    std::this_thread::sleep_for(std::chrono::milliseconds(wait));
    wait *= 2;
  }
  return failed(errc::io, "cannot download " + url + ": " + (reason.empty() ? "incomplete response" : reason));
}

taper::result<fs::path> put_in_place(const fs::path& part, const fs::path& to) {
  std::error_code code;
  fs::rename(part, to, code);
  if (code) return failed(errc::io, "cannot write " + to.string() + ": " + code.message());
  return to;
}

}  // namespace

taper::result<bool> matches_checksum(const fs::path& path, const std::string& checksum) {
  const std::size_t colon = checksum.find(':');
  const digest kind = checksum.substr(0, colon) == "md5" ? digest::md5 : digest::sha256;
  const taper::result<std::string> is = digest_of_file(path, kind);
  if (!is) return is.error();
  if (*is == checksum.substr(colon + 1)) return true;
  return failed(errc::io, path.filename().string() + " has " + checksum.substr(0, colon) + " " + *is + ", expected " +
                              checksum.substr(colon + 1));
}

taper::result<fs::path> download(const download_request& request) {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
  fs::path part = request.to;
  part += ".part";
  std::error_code code;
  taper::error last = failed(errc::io, "no URL to download " + request.to.filename().string() + " from");
  for (const std::string& url : request.urls) {
    bool continued = fs::exists(part, code) && fs::file_size(part, code) > 0;
    for (;;) {
      if (taper::result<bool> arrived = fetch_all(request, url, part); !arrived) {
        last = arrived.error();
        break;
      }
      const taper::result<bool> right = matches_checksum(part, request.checksum);
      if (right) return put_in_place(part, request.to);
      last = failed(errc::io, "from " + url + ": " + right.error().message);
      fs::remove(part, code);
      if (!continued) break;
      say(request, "the resumed file has a wrong checksum; starting over");
      continued = false;
    }
    if (&url != &request.urls.back()) say(request, last.message + "; trying the next URL");
  }
  return last;
}

}  // namespace taper::lab
