// The tree of a configuration, and which language it is written in.
#include "configs/document.hpp"

#include <algorithm>

namespace taper::configs {

const node* node::find(std::string_view key) const {
  const auto same = [&](const auto& member) { return member.first == key; };
  const auto found = std::find_if(members.rbegin(), members.rend(), same);  // of duplicate keys the last one counts
  return found == members.rend() ? nullptr : &found->second;
}

const node* node::at(std::string_view path) const {
  const node* here = this;
  while (here != nullptr && !path.empty()) {
    const std::size_t slash = std::min(path.find('/'), path.size());
    here = here->find(path.substr(0, slash));
    path.remove_prefix(std::min(slash + 1, path.size()));
  }
  return here;
}

namespace {

void interpolate(node& here, const node& root, int left, std::vector<std::string>& used) {
  for (auto& member : here.members) interpolate(member.second, root, left, used);
  for (node& item : here.items) interpolate(item, root, left, used);
  if (here.is == node::kind::text && here.text == "???")
    here = {.is = node::kind::nothing, .line = here.line};  // to be given
  while (here.is == node::kind::text && here.text.starts_with("${") && here.text.ends_with("}") && left-- > 0) {
    std::string path = here.text.substr(2, here.text.size() - 3);
    std::replace(path.begin(), path.end(), '.', '/');
    const node* const value = root.at(path);
    if (value == nullptr || value->is != node::kind::text) return;
    here.text = value->text;
    here.quoted = value->quoted;
    used.push_back(std::move(path));
  }
}

}  // namespace

node node::interpolated() const {
  constexpr int most_names = 20;  // names can stand for names, also in a circle
  node out = *this;
  std::vector<std::string> used;
  interpolate(out, *this, most_names, used);
  for (const std::string& path : used) out.at(path)->read = true;  // read where it is used
  return out;
}

node& node::put(std::string_view path) {
  node* here = this;
  while (!path.empty()) {
    const std::size_t slash = std::min(path.find('/'), path.size());
    const std::string_view key = path.substr(0, slash);
    here->is = kind::map;
    const node* there = here->find(key);
    if (there == nullptr) {
      here->members.emplace_back(std::string(key), node{});
      there = &here->members.back().second;
    }
    here = const_cast<node*>(there);
    path.remove_prefix(std::min(slash + 1, path.size()));
  }
  return *here;
}

namespace {

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r'; }

std::string_view trimmed(std::string_view s) {
  while (!s.empty() && is_space(s.front())) s.remove_prefix(1);
  while (!s.empty() && is_space(s.back())) s.remove_suffix(1);
  return s;
}

bool is_name(std::string_view s) {
  return !s.empty() && std::all_of(s.begin(), s.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' ||
           c == '-';
  });
}

// `torchrun train.py key=value`: a command without options.
bool is_launched(std::string_view line) {
  for (const std::string_view launcher : {"python ", "python3 ", "torchrun ", "accelerate ", "deepspeed ", "srun ",
                                          "mpirun ", "llamafactory-cli ", "fairseq-train ", "export ", "./"}) {
    if (line.starts_with(launcher)) return true;
  }
  return false;
}

// Whether the text is a Caffe solver. A solver with only flat keys is also valid YAML.
bool is_solver(std::string_view text) {
  const auto has_line = [&](std::string_view key) {
    for (std::size_t at = text.find(key); at != std::string_view::npos; at = text.find(key, at + 1)) {
      const std::string_view before = trimmed(text.substr(0, at));
      if (before.empty() || before.back() == '\n') return true;
    }
    return false;
  };
  if (!has_line("base_lr:") && !has_line("base_lr :")) return false;
  for (const char* const key : {"solver_mode", "snapshot_prefix", "test_iter", "train_net:", "net:", "net :"}) {
    if (has_line(key)) return true;
  }
  return has_line("lr_policy:") && has_line("max_iter:") && text.find("- ") == std::string_view::npos;
}

}  // namespace

syntax syntax_of(std::string_view text) {
  if (is_solver(text)) return syntax::prototxt;
  if (text.substr(std::min(text.find_first_not_of(" \t\r\n"), text.size())).starts_with("Namespace("))
    return syntax::dump;
  std::size_t yaml = 0;
  std::size_t toml = 0;
  std::size_t options = 0;
  std::size_t commands = 0;
  std::size_t launched = 0;
  std::size_t calls = 0;
  std::size_t named_calls = 0;  // not `ARGS=(`, a list of a shell
  bool of_sd_scripts = false;   // whose TOML files have no section
  std::size_t imports = 0;
  std::size_t dotted = 0;
  bool sections = false;
  bool first = true;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view whole = text.substr(0, end);
    const std::string_view line = trimmed(whole);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.empty()) continue;
    if (first && (line.front() == '{' || line == "---")) return syntax::yaml;
    if (first && line.starts_with("#!") && line.find("sh") != std::string_view::npos) return syntax::shell;
    first = false;
    if (line.front() == '#') continue;
    if (line.find(" ....") != std::string_view::npos) ++dotted;
    for (std::size_t at = line.find("--"); at != std::string_view::npos; at = line.find("--", at + 2)) {
      if ((at == 0 || is_space(line[at - 1]) || line[at - 1] == '(') && at + 2 < line.size() && line[at + 2] != '-')
        ++options;
    }
    if (is_launched(line)) ++launched;
    if (line.ends_with('\\') || is_launched(line)) ++commands;
    if (whole.starts_with("import ") || (whole.starts_with("from ") && line.find(" import") != std::string_view::npos))
      ++imports;
    if (line.ends_with("(")) ++calls;
    if (line.size() > 1 && line.ends_with("(") && is_name(line.substr(line.size() - 2, 1))) ++named_calls;
    if (line.starts_with("pretrained_model_name_or_path") || line.starts_with("network_module")) of_sd_scripts = true;
    if (line.front() == '[' && line.back() == ']' && is_name(trimmed(line.substr(1, line.size() - 2)))) sections = true;
    const std::size_t equals = line.find('=');
    const std::size_t colon = line.find(':');
    if (equals != std::string_view::npos && is_name(trimmed(line.substr(0, equals)))) ++toml;
    if (colon != std::string_view::npos && (colon + 1 == line.size() || is_space(line[colon + 1]))) ++yaml;
  }
  if (dotted >= 3 && dotted >= yaml) return syntax::dump;
  if (imports > 0) return syntax::python;
  if (sections && toml > 0) return syntax::toml;
  if (of_sd_scripts && toml > yaml && options + commands + calls == 0) return syntax::toml;
  if (options + launched == 0 && named_calls > 0 && yaml <= toml + calls) return syntax::python;
  if (options + commands > 0 && options + commands >= yaml) return syntax::shell;
  if (calls > 0 && yaml <= toml + calls) return syntax::python;
  return toml > yaml ? syntax::python : syntax::yaml;
}

}  // namespace taper::configs
