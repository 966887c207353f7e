// Requests and responses of the protocol. Up to revision 2025-11-25 a session begins with `initialize`; from 2026-07-28 on
// each request has the revision in `_meta`, and `server/discover` replaces `initialize`.
#include "mcp_protocol.hpp"

#include <algorithm>
#include <exception>
#include <nlohmann/json.hpp>
#include <optional>

#include "json_text.hpp"
#include "mcp_tools.hpp"
#include "support/version.hpp"
#include "taper/notation.hpp"

namespace taper::cli::mcp {

namespace {

constexpr std::string_view handshake_revisions[] = {"2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"};
constexpr std::string_view stateless_revision = "2026-07-28";
constexpr const char* revision_key = "io.modelcontextprotocol/protocolVersion";
constexpr const char* server_key = "io.modelcontextprotocol/serverInfo";
constexpr int deepest = 64;  // levels of a request; a deeper one could exhaust the stack of whoever copies it

enum code : int {
  parse_error = -32700,
  invalid_request = -32600,
  method_not_found = -32601,
  invalid_params = -32602,
  unsupported_revision = -32022,
};

struct refusal {
  int code;
  std::string message;
  json data = nullptr;
};

json error_object(const json& id, const refusal& why) {
  json error = {{"code", why.code}, {"message", why.message}};
  if (!why.data.is_null()) error["data"] = why.data;
  return {{"jsonrpc", "2.0"}, {"id", id}, {"error", error}};
}

json server_info() {
  return {{"name", "taper"}, {"title", "taper: learning-rate schedules"}, {"version", TAPER_VERSION}};
}

constexpr const char* instructions =
    "Design, judge and check learning-rate schedules. A schedule is written shape | modifier | …, for example "
    "\"cosine | warmup(500) | floor(10%) | peak(3e-4)\"; `list` names shapes, modifiers and the schedules of other "
    "libraries. Use lint for a training configuration, inspect for a training log, check for a schedule.";

json initialize(const json& params) {
  std::string_view revision = handshake_revisions[std::size(handshake_revisions) - 1];
  if (params.contains("protocolVersion") && params["protocolVersion"].is_string()) {
    const auto& asked = params["protocolVersion"].get_ref<const std::string&>();
    const auto* const known = std::ranges::find(handshake_revisions, std::string_view(asked));
    if (known != std::end(handshake_revisions)) revision = *known;
  }
  return {{"protocolVersion", revision},
          {"capabilities", {{"tools", json::object()}}},
          {"serverInfo", server_info()},
          {"instructions", instructions}};
}

json discover() {
  return {{"supportedVersions", json::array({stateless_revision})},
          {"capabilities", {{"tools", json::object()}}},
          {"instructions", instructions},
          {"ttlMs", 3'600'000},
          {"cacheScope", "public"}};
}

json list_tools(bool stateless) {
  json all = json::array();
  for (const tool& t : tools()) {
    all.push_back({{"name", t.name},
                   {"description", t.description},
                   {"inputSchema", input_schema(t)},
                   {"annotations", {{"readOnlyHint", true}, {"openWorldHint", false}}}});
  }
  json out = {{"tools", all}};
  if (stateless) {
    out["ttlMs"] = 3'600'000;
    out["cacheScope"] = "public";
  }
  return out;
}

json tool_result(const std::string& text, bool failed) {
  json out = {{"content", json::array({{{"type", "text"}, {"text", text}}})}};
  if (failed) {
    out["isError"] = true;
    return out;
  }
  json data = json::parse(text, nullptr, false);
  if (data.is_object()) out["structuredContent"] = std::move(data);
  return out;
}

/// Errors of a tool are results, so that the model reads them.
json called(const tool& t, const json& given) {
  try {
    const result<std::string> answer = call(t, given);
    return answer ? tool_result(*answer, false)
                  : tool_result(std::string(t.name) + ": " + explain(answer.error(), answer.error().text), true);
  } catch (const std::exception& e) {
    return tool_result(std::string(t.name) + ": internal error: " + e.what(), true);
  }
}

std::optional<refusal> call_tool(const json& params, json& out) {
  if (!params.contains("name") || !params["name"].is_string())
    return refusal{invalid_params, "tools/call needs a name"};
  const auto& name = params["name"].get_ref<const std::string&>();
  const auto known = std::ranges::find(tools(), std::string_view(name), &tool::name);
  if (known == tools().end()) return refusal{invalid_params, "unknown tool: " + name.substr(0, 100)};
  static const json none = json::object();
  const json& given = params.contains("arguments") ? params["arguments"] : none;
  if (!given.is_object()) return refusal{invalid_params, "arguments must be an object"};
  out = called(*known, given);
  return std::nullopt;
}

/// The revision that the request names, if it is stateless.
std::optional<std::string> named_revision(const json& params) {
  if (!params.contains("_meta") || !params["_meta"].is_object()) return std::nullopt;
  const json& meta = params["_meta"];
  if (!meta.contains(revision_key)) return std::nullopt;
  return meta[revision_key].is_string() ? meta[revision_key].get<std::string>() : std::string();
}

std::optional<refusal> respond(const std::string& method, const json& params, json& out) {
  const std::optional<std::string> revision = named_revision(params);
  if (method == "initialize") {
    out = initialize(params);
    return std::nullopt;
  }
  if (revision && *revision != stateless_revision)
    return refusal{unsupported_revision,
                   "unsupported protocol version",
                   {{"supported", json::array({stateless_revision})}, {"requested", revision->substr(0, 100)}}};
  if (method == "ping") {
    out = json::object();
  } else if (method == "server/discover") {
    out = discover();
  } else if (method == "tools/list") {
    out = list_tools(revision.has_value());
  } else if (method == "tools/call") {
    if (auto no = call_tool(params, out)) return no;
  } else {
    return refusal{method_not_found, "method not found: " + method.substr(0, 100)};
  }
  if (revision) {
    out["resultType"] = "complete";
    out["_meta"] = {{server_key, server_info()}};
  }
  return std::nullopt;
}

/// The answer to one message; null for a notification, and for an answer, which a server without requests ignores.
json answer_one(const json& message) {
  static const json none = json::object();
  if (!message.is_object()) return error_object(nullptr, {invalid_request, "a request is an object"});
  const bool has_id = message.contains("id");
  const json id = has_id && (message["id"].is_string() || message["id"].is_number()) ? message["id"] : json(nullptr);
  if (!message.contains("method") && (message.contains("result") || message.contains("error"))) return nullptr;
  if (!message.contains("jsonrpc") || message["jsonrpc"] != "2.0" || !message.contains("method") ||
      !message["method"].is_string() || (has_id && id.is_null()))
    return error_object(id, {invalid_request, "not a JSON-RPC 2.0 request"});
  if (!has_id) return nullptr;
  const json& params = message.contains("params") ? message["params"] : none;
  if (!params.is_object()) return error_object(id, {invalid_params, "params must be an object"});
  json out;
  if (const auto no = respond(message["method"].get<std::string>(), params, out)) return error_object(id, *no);
  return {{"jsonrpc", "2.0"}, {"id", id}, {"result", out}};
}

std::string line_of(const json& answer) { return answer.is_null() ? std::string() : json_text(answer, -1); }

}  // namespace

std::string answer_to(std::string_view line) {
  bool too_deep = false;
  const auto limited = [&too_deep](int depth, json::parse_event_t, const json&) {
    too_deep = too_deep || depth > deepest;
    return depth <= deepest;
  };
  const json message = json::parse(line, limited, false);
  if (message.is_discarded() && !too_deep) return line_of(error_object(nullptr, {parse_error, "not JSON"}));
  if (too_deep) return line_of(error_object(nullptr, {invalid_request, "nested too deeply"}));
  if (!message.is_array()) return line_of(answer_one(message));
  if (message.empty()) return line_of(error_object(nullptr, {invalid_request, "an empty batch"}));
  json all = json::array();
  for (const json& one : message) {  // revision 2025-03-26 has batches
    if (json answer = answer_one(one); !answer.is_null()) all.push_back(std::move(answer));
  }
  return all.empty() ? std::string() : line_of(all);
}

std::string answer_to_long_line() {
  return line_of(
      error_object(nullptr, {invalid_request, "a line longer than " + std::to_string(longest_line >> 20) + " MiB"}));
}

}  // namespace taper::cli::mcp
