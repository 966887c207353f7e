// taper completion: shell completion scripts, generated from the list of verbs and the registry.
#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "json_text.hpp"
#include "list_entries.hpp"
#include "options.hpp"
#include "taper/logs/log.hpp"
#include "taper/recipes.hpp"
#ifdef TAPER_HAS_CONFIGS
#include "taper/configs/config.hpp"
#endif
#include "verbs.hpp"

namespace taper::cli {

namespace {

/// The long options of a verb.
std::vector<std::string> options_of(const CLI::App& verb) {
  std::vector<std::string> out;
  for (const CLI::Option* o : verb.get_options()) {
    for (const std::string& name : o->get_lnames()) out.push_back("--" + name);
  }
  return out;
}

std::string joined(const std::vector<std::string>& words, const char* between = " ") {
  std::string out;
  for (const std::string& w : words) out += (out.empty() ? "" : between) + w;
  return out;
}

std::vector<std::string> verb_names() {
  std::vector<std::string> out;
  for (const verb& v : verbs) out.emplace_back(v.name);
  return out;
}

/// The names that the argument of a verb accepts, if they are not schedules.
std::vector<std::string> arguments_of(std::string_view verb) {
  std::vector<std::string> out;
  if (verb == "list") out = listed_names();
  if (verb == "recipes") {
    for (const recipe& r : recipes()) out.emplace_back(r.name);
  }
  return out;
}

/// The names that --format of a verb accepts; empty if it has no list.
std::vector<std::string> formats_of([[maybe_unused]] std::string_view verb) {
  std::vector<std::string> out;
  if (verb == "inspect") {
    for (const log_format& f : log_formats()) out.emplace_back(f.name);
  }
#ifdef TAPER_HAS_CONFIGS
  if (verb == "lint") {
    for (const config_format& f : config_formats()) out.emplace_back(f.name);
  }
#endif
  return out;
}

std::string bash_script(const CLI::App& app) {
  std::string out =
      "# bash completion of taper: eval \"$(taper completion bash)\"\n_taper() {\n  local "
      "word=${COMP_WORDS[COMP_CWORD]} verb=${COMP_WORDS[1]}\n";
  out += "  if [ \"$COMP_CWORD\" -eq 1 ]; then COMPREPLY=($(compgen -W '" + joined(verb_names()) +
         "' -- \"$word\")); return; fi\n  local options=''\n  case $verb in\n";
  for (const verb& v : verbs)
    out += "    " + std::string(v.name) + ") options='" + joined(options_of(*app.get_subcommand(std::string(v.name)))) +
           "' ;;\n";
  out += "  esac\n  case $verb:${COMP_WORDS[COMP_CWORD-1]} in\n";
  for (const verb& v : verbs) {
    if (const auto formats = formats_of(v.name); !formats.empty())
      out += "    " + std::string(v.name) + ":--format) COMPREPLY=($(compgen -W '" + joined(formats) +
             "' -- \"$word\")); return ;;\n";
  }
  out += "  esac\n  case $verb:$word in\n    *:-*) COMPREPLY=($(compgen -W \"$options\" -- \"$word\")) ;;\n";
  for (const verb& v : verbs) {
    if (const auto names = arguments_of(v.name); !names.empty())
      out += "    " + std::string(v.name) + ":*) COMPREPLY=($(compgen -W '" + joined(names) + "' -- \"$word\")) ;;\n";
  }
  out += "    *) COMPREPLY=($(compgen -W '" + joined(schedule_names()) +
         "' -f -- \"$word\")) ;;\n  esac\n}\ncomplete -F _taper taper\n";
  return out;
}

std::string zsh_script(const CLI::App& app) {
  std::string out =
      "#compdef taper\n# zsh completion of taper: eval \"$(taper completion zsh)\"\n_taper() {\n  if (( CURRENT == 2 "
      ")); then\n    local -a verbs=(";
  for (const verb& v : verbs) {
    std::string summary(v.summary);
    for (char& c : summary) c = c == ':' ? ',' : c == '\'' ? ' ' : c;
    out += "\n      '" + std::string(v.name) + ":" + summary + "'";
  }
  out += ")\n    _describe verb verbs\n    return\n  fi\n  case $words[2] in\n";
  for (const verb& v : verbs)
    out += "    " + std::string(v.name) + ") compadd -- " +
           joined(options_of(*app.get_subcommand(std::string(v.name)))) + " ;;\n";
  out += "  esac\n  case $words[2]:$words[CURRENT-1] in\n";
  for (const verb& v : verbs) {
    if (const auto formats = formats_of(v.name); !formats.empty())
      out += "    " + std::string(v.name) + ":--format) compadd -- " + joined(formats) + "; return ;;\n";
  }
  for (const verb& v : verbs) {
    if (const auto names = arguments_of(v.name); !names.empty())
      out += "    " + std::string(v.name) + ":*) compadd -- " + joined(names) + "; return ;;\n";
  }
  out += "  esac\n  compadd -- " + joined(schedule_names()) + "\n  _files\n}\ncompdef _taper taper\n";
  return out;
}

std::string fish_script(const CLI::App& app) {
  std::string out =
      "# fish completion of taper: taper completion fish | source\ncomplete -c taper -f -n __fish_use_subcommand -a '" +
      joined(verb_names()) + "'\n";
  for (const verb& v : verbs) {
    for (const std::string& o : options_of(*app.get_subcommand(std::string(v.name)))) {
      const auto formats = o == "--format" ? formats_of(v.name) : std::vector<std::string>();
      out += "complete -c taper -n '__fish_seen_subcommand_from " + std::string(v.name) + "' -l " + o.substr(2) +
             (formats.empty() ? "" : " -x -a '" + joined(formats) + "'") + "\n";
    }
  }
  std::string others;
  for (const verb& v : verbs) {
    const auto names = arguments_of(v.name);
    if (names.empty()) continue;
    others += " " + std::string(v.name);
    out += "complete -c taper -f -n '__fish_seen_subcommand_from " + std::string(v.name) + "' -a '" + joined(names) +
           "'\n";
  }
  out += "complete -c taper -n 'not __fish_use_subcommand; and not __fish_seen_subcommand_from" + others + "' -a '" +
         joined(schedule_names()) + "'\n";
  return out;
}

}  // namespace

action add_completion(CLI::App& verb) {
  auto shell = std::make_shared<std::string>();
  verb.add_option("SHELL", *shell, "bash, zsh or fish")
      ->required()
      ->check(one_of({"bash", "zsh", "fish"}))
      ->type_name("");
  auto as_json = std::make_shared<bool>(false);
  add_json(verb, *as_json);
  const CLI::App* app = verb.get_parent();
  return [shell, as_json, app] {
    const std::string text = *shell == "bash"  ? bash_script(*app)
                             : *shell == "zsh" ? zsh_script(*app)
                                               : fish_script(*app);
    const nlohmann::ordered_json wrapped = {{"schema", "taper.completion/1"}, {"shell", *shell}, {"script", text}};
    return deliver({}, *as_json ? json_text(wrapped) + "\n" : text);
  };
}

}  // namespace taper::cli
