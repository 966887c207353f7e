// The server of the page, with libevent.
#include "page_server.hpp"

#include <arpa/inet.h>
#include <event2/buffer.h>
#include <event2/event.h>
#include <event2/http.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstring>
#include <map>
#include <memory>
#include <random>

#include "json_text.hpp"

namespace taper::cli {

namespace {

template <class T, void (*Free)(T*)>
struct freed_by {
  void operator()(T* p) const { Free(p); }
};
using base_pointer = std::unique_ptr<event_base, freed_by<event_base, event_base_free>>;
using http_pointer = std::unique_ptr<evhttp, freed_by<evhttp, evhttp_free>>;
using event_pointer = std::unique_ptr<event, freed_by<event, event_free>>;

/// What the page may do: load its own files, compute, and nothing else.
constexpr const char* policy =
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self' blob:; style-src 'self'; "
    "img-src 'self' data: blob:; connect-src 'none'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";
constexpr std::size_t longest_header = 16384;
constexpr int slowest_seconds = 20;  // of a client that sends or takes nothing

std::string base64(std::string_view bytes) {
  constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t k = 0; k < bytes.size(); k += 3) {
    const auto at = [&](std::size_t i) {
      return i < bytes.size() ? static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[i])) : 0U;
    };
    const std::uint32_t three = at(k) << 16U | at(k + 1) << 8U | at(k + 2);
    for (unsigned int i = 0; i < 4; ++i) out += k + i <= bytes.size() ? letters[three >> (18U - 6U * i) & 63U] : '=';
  }
  return out;
}

/// The first page with the opened files in it, as JSON in an element that no script runs.
std::string with_opened(std::string_view page, const std::vector<opened_file>& opened) {
  std::string json;
  for (const opened_file& one : opened) {
    const std::string name = json_text(one.name, -1);
    json += (json.empty() ? "" : ",") + std::string(R"({"name":)");
    for (const char c : name) json += c == '<' ? "\\u003c" : std::string(1, c);  // no end of the element
    json += R"(,"base64":")" + base64(one.content) + "\"}";
  }
  std::string out(page);
  const std::size_t at = out.find("</body>");
  if (!opened.empty() && at != std::string::npos)
    out.insert(at, R"(<script type="application/json" id="opened">[)" + json + "]</script>");
  return out;
}

/// 128 random bits as hexadecimal digits.
std::string random_word() {
  std::random_device bits;
  std::string out;
  for (int k = 0; k < 4; ++k) {
    char digits[8];
    std::uint32_t v = bits();
    for (char& d : digits) {
      d = "0123456789abcdef"[v & 15U];
      v >>= 4U;
    }
    out.append(digits, sizeof digits);
  }
  return out;
}

/// The files by path, and the names by which this server may be called.
struct site {
  std::map<std::string, page_file, std::less<>> files;
  std::string hosts[2];
};

bool is_own(const site& s, std::string_view host) { return host == s.hosts[0] || host == s.hosts[1]; }

void refuse(evhttp_request* request, int status, const char* why) {
  evhttp_add_header(evhttp_request_get_output_headers(request), "Connection", "close");
  evbuffer* const body = evhttp_request_get_output_buffer(request);
  evbuffer_add_printf(body, "%s\n", why);
  evhttp_send_reply(request, status, why, nullptr);
}

void answer(evhttp_request* request, void* context) {
  const site& s = *static_cast<const site*>(context);
  evkeyvalq* const given = evhttp_request_get_input_headers(request);
  evkeyvalq* const head = evhttp_request_get_output_headers(request);
  evhttp_add_header(head, "X-Content-Type-Options", "nosniff");
  evhttp_add_header(head, "Content-Type", "text/plain; charset=utf-8");
  const evhttp_cmd_type method = evhttp_request_get_command(request);
  if (method != EVHTTP_REQ_GET && method != EVHTTP_REQ_HEAD) {
    evhttp_add_header(head, "Allow", "GET, HEAD");
    return refuse(request, 405, "Method Not Allowed");
  }
  const char* const host = evhttp_find_header(given, "Host");
  if (host == nullptr || !is_own(s, host)) return refuse(request, 403, "Forbidden");
  const char* const origin = evhttp_find_header(given, "Origin");
  constexpr std::string_view scheme = "http://";
  if (origin != nullptr && !(std::string_view(origin).starts_with(scheme) && is_own(s, origin + scheme.size())))
    return refuse(request, 403, "Forbidden");
  const evhttp_uri* const uri = evhttp_request_get_evhttp_uri(request);
  const char* const path = uri == nullptr ? nullptr : evhttp_uri_get_path(uri);
  const auto found = path == nullptr ? s.files.end() : s.files.find(std::string_view(path));
  if (found == s.files.end()) return refuse(request, 404, "Not Found");
  const page_file& file = found->second;
  evhttp_remove_header(head, "Content-Type");
  evhttp_add_header(head, "Content-Type", std::string(file.type).c_str());
  if (file.gzip) evhttp_add_header(head, "Content-Encoding", "gzip");
  evhttp_add_header(head, "Content-Security-Policy", policy);
  evhttp_add_header(head, "Cross-Origin-Resource-Policy", "same-origin");
  evhttp_add_header(head, "Cross-Origin-Opener-Policy", "same-origin");
  evhttp_add_header(head, "Referrer-Policy", "no-referrer");
  evhttp_add_header(head, "Cache-Control", "no-store");
  evhttp_add_header(head, "Content-Length", std::to_string(file.content.size()).c_str());
  if (method == EVHTTP_REQ_GET)
    evbuffer_add_reference(evhttp_request_get_output_buffer(request), file.content.data(), file.content.size(), nullptr,
                           nullptr);
  evhttp_send_reply(request, 200, "OK", nullptr);
}

result<std::uint16_t> bound_port(evhttp_bound_socket* socket) {
  sockaddr_in at{};
  socklen_t size = sizeof at;
  if (getsockname(evhttp_bound_socket_get_fd(socket), reinterpret_cast<sockaddr*>(&at), &size) != 0)
    return failed(errc::io, std::string("cannot read the port: ") + std::strerror(errno));
  return ntohs(at.sin_port);
}

}  // namespace

std::vector<page_file> files_of_bundle(std::string_view bundle) {
  std::vector<page_file> out;
  std::vector<std::size_t> sizes;
  while (true) {
    const std::size_t end = bundle.find('\n');
    if (end == std::string_view::npos) return {};
    std::string_view line = bundle.substr(0, end);
    bundle.remove_prefix(end + 1);
    if (line.empty()) break;
    const auto word = [&line] {
      const std::size_t tab = std::min(line.find('\t'), line.size());
      const std::string_view w = line.substr(0, tab);
      line.remove_prefix(std::min(tab + 1, line.size()));
      return w;
    };
    page_file one;
    one.name = word();
    one.type = word();
    one.gzip = word() == "gzip";
    const std::string_view digits = word();
    std::size_t size = 0;
    if (std::from_chars(digits.data(), digits.data() + digits.size(), size).ec != std::errc{}) return {};
    out.push_back(one);
    sizes.push_back(size);
  }
  for (std::size_t k = 0; k < out.size(); ++k) {
    if (bundle.size() < sizes[k]) return {};
    out[k].content = bundle.substr(0, sizes[k]);
    bundle.remove_prefix(sizes[k]);
  }
  return out;
}

result<void> serve_page(const std::vector<page_file>& files, const std::vector<opened_file>& opened, std::uint16_t port,
                        const std::function<void(const std::string& address)>& started) {
  const base_pointer base(event_base_new());
  if (!base) return failed(errc::io, "cannot start the server");
  const http_pointer http(evhttp_new(base.get()));
  evhttp_bound_socket* const socket = evhttp_bind_socket_with_handle(http.get(), "127.0.0.1", port);
  if (socket == nullptr) {
    return failed(errc::io, "cannot listen on port " + std::to_string(port) + ": " + std::strerror(errno),
                  "without --port a free one is taken");
  }
  TAPER_TRY(at, bound_port(socket));
  site s;
  const std::string number = std::to_string(at);
  s.hosts[0] = "127.0.0.1:" + number;
  s.hosts[1] = "localhost:" + number;
  const std::string key = "/" + random_word() + "/";
  std::string first;
  for (const page_file& file : files) {
    page_file sent = file;
    if (file.name == "index.html") {
      first = with_opened(file.content, opened);
      sent.content = first;
      s.files.emplace(key, sent);
    }
    s.files.emplace(key + std::string(file.name), sent);
  }
  // other methods are answered with 405 by the handler
  evhttp_set_allowed_methods(http.get(), EVHTTP_REQ_GET | EVHTTP_REQ_HEAD | EVHTTP_REQ_POST | EVHTTP_REQ_PUT |
                                             EVHTTP_REQ_DELETE | EVHTTP_REQ_OPTIONS | EVHTTP_REQ_PATCH);
  evhttp_set_max_headers_size(http.get(), longest_header);
  evhttp_set_max_body_size(http.get(), 0);
  evhttp_set_timeout(http.get(), slowest_seconds);
  evhttp_set_gencb(http.get(), answer, &s);
  std::vector<event_pointer> signals;
  for (const int one : {SIGINT, SIGTERM, SIGHUP}) {
    signals.emplace_back(evsignal_new(
        base.get(), one,
        [](evutil_socket_t, short, void* loop) { event_base_loopbreak(static_cast<event_base*>(loop)); }, base.get()));
    event_add(signals.back().get(), nullptr);
  }
  std::signal(SIGPIPE, SIG_IGN);  // a browser may close the connection in the middle of an answer
  started("http://" + s.hosts[0] + key);
  if (event_base_dispatch(base.get()) < 0) return failed(errc::io, "the server failed");
  return {};
}

}  // namespace taper::cli
