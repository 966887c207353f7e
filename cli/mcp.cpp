// taper mcp: the verbs as tools for agents, a server of the Model Context Protocol on stdin and stdout.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <iostream>
#include <string>

#include "mcp_protocol.hpp"
#include "mcp_tools.hpp"
#include "program.hpp"
#include "verbs.hpp"

namespace taper::cli {

namespace {

/// The next line of stdin, at most `longest_line` bytes of it; `whole` is false if it was longer. False at the end.
bool next_line(std::string& line, bool& whole) {
  line.clear();
  whole = true;
  int c = 0;
  while ((c = std::getc(stdin)) != EOF && c != '\n') {
    if (line.size() < mcp::longest_line)
      line += static_cast<char>(c);
    else
      whole = false;
  }
  return c != EOF || !line.empty();
}

result<int> serve() {
  std::string line;
  bool whole = true;
  while (next_line(line, whole)) {
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    const std::string answer = whole ? mcp::answer_to(line) : mcp::answer_to_long_line();
    if (answer.empty()) continue;
    print_out(answer + "\n");
    TAPER_CHECK(flushed());
  }
  return done;
}

}  // namespace

action add_mcp(CLI::App& verb) {
  verb.add_flag_callback(
      "--tools",
      [] {
        for (const mcp::tool& t : mcp::tools()) {
          std::cout << t.name << '\t' << t.description << '\t';
          for (const mcp::parameter& p : t.parameters)
            std::cout << (&p == t.parameters.data() ? "" : ", ") << p.name << (p.required ? "" : "?");
          std::cout << '\n';
        }
        throw CLI::Success();
      },
      "list the tools, one per line: name, description, arguments");
  return [] { return serve(); };
}

}  // namespace taper::cli
