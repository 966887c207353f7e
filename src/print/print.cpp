// Prints a schedule as text: canonical, compact and JSON. Inner schedules are printed in place.
#include "taper/print.hpp"
#include "calls.hpp"

namespace taper {

namespace {

using printing::calls_of;
using printing::is_flag;
using printing::printed;
using printing::printed_call;

void write_text(std::string& out, const schedule& s);

/// The value of an argument in the pipe form and the compact form.
void write_value(std::string& out, const printed& a) {
  if (a.is == printed::kind::schedule) return write_text(out, *a.inner.front());
  if (a.is != printed::kind::schedules) {
    out += a.text;
    return;
  }
  out += '[';
  for (std::size_t k = 0; k < a.inner.size(); ++k) {
    if (k > 0) out += ", ";
    write_text(out, *a.inner[k]);
  }
  out += ']';
}

void write_text(std::string& out, const schedule& s) {
  bool shape = true;
  for (const printed_call& c : calls_of(s)) {
    if (!shape) out += " | ";
    shape = false;
    out += c.name;
    if (c.arguments.empty()) continue;
    out += '(';
    for (std::size_t k = 0; k < c.arguments.size(); ++k) {
      const printed& a = c.arguments[k];
      if (k > 0) out += ", ";
      if (is_flag(a)) {
        out += a.key;
        continue;
      }
      const bool bare = a.key.empty() || a.is == printed::kind::list || a.is == printed::kind::own_word;
      if (!bare) out += a.key + "=";
      write_value(out, a);
    }
    out += ')';
  }
}

void write_json(std::string& out, const schedule& s);

void write_json(std::string& out, const printed& a) {
  if (is_flag(a)) {
    out += "true";
  } else if (a.is == printed::kind::schedule) {
    write_json(out, *a.inner.front());
  } else if (a.is == printed::kind::schedules) {
    out += '[';
    for (std::size_t k = 0; k < a.inner.size(); ++k) {
      if (k > 0) out += ',';
      write_json(out, *a.inner[k]);
    }
    out += ']';
  } else if (a.is == printed::kind::named_list) {
    out += a.json;
  } else {
    const bool plain = (a.is == printed::kind::number || a.is == printed::kind::amount) &&
                       a.text.find_first_not_of("0123456789.e+-") == std::string::npos;
    const bool as_it_is =
        plain || a.is == printed::kind::list || a.text.starts_with('"') || a.text == "true" || a.text == "false";
    out += as_it_is ? a.text : "\"" + a.text + "\"";
  }
}

void write_json(std::string& out, const schedule& s) {
  out += "{\"shape\":";
  bool shape = true;
  for (const printed_call& c : calls_of(s)) {
    if (!shape) out += ",\"" + c.name + "\":";
    const bool alone = !shape && c.arguments.size() == 1 && c.arguments.front().key.empty();
    if (c.arguments.empty()) {
      out += shape ? "\"" + c.name + "\"" : "true";
    } else if (alone) {
      write_json(out, c.arguments.front());
    } else {
      if (shape) out += "{\"" + c.name + "\":";
      bool first = true;
      for (const printed& a : c.arguments) {
        out += first ? "{\"" : ",\"";
        first = false;
        out += (a.key.empty() ? a.json_key : a.key) + "\":";
        write_json(out, a);
      }
      out += shape ? "}}" : "}";
    }
    shape = false;
  }
  out += '}';
}

}  // namespace

std::string print(const schedule& s) {
  std::string out;
  write_text(out, s);
  return out;
}

std::string print_json(const schedule& s) {
  std::string out;
  write_json(out, s);
  return out;
}

std::string print_compact(const schedule& s) {
  std::string out;
  for (const printed_call& c : calls_of(s)) {
    const bool shape = out.empty();
    if (!shape) out += ",";
    out += c.name;
    bool first = true;
    for (const printed& a : c.arguments) {
      const bool value_of_name = !shape && first && a.key.empty();
      first = false;
      if (is_flag(a)) {
        out += "," + a.key;
        continue;
      }
      out += value_of_name ? "=" : "," + a.key + "=";
      write_value(out, a);
    }
  }
  return out;
}

}  // namespace taper
