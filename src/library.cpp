// A schedule of a library: name, given arguments, comparison; and the defaults of parameters as values and as text.
#include "taper/library.hpp"

#include <algorithm>

#include "taper/text.hpp"

namespace taper {

std::string library_schedule::name() const { return std::string(of->name) + "." + std::string(row->name); }

std::vector<std::pair<const libraries::parameter_row*, const written_value*>> library_schedule::given() const {
  std::vector<std::pair<const libraries::parameter_row*, const written_value*>> out;
  for (std::size_t k = 0; k < arguments.size(); ++k) {
    const libraries::parameter_row& p = row->parameters[k];
    if (arguments[k] && (p.fallback.is_required() || !(*arguments[k] == p.fallback.value())))
      out.emplace_back(&p, &*arguments[k]);
  }
  return out;
}

bool operator==(const library_schedule& a, const library_schedule& b) {
  const auto given_a = a.given();
  return a.row == b.row && std::ranges::equal(given_a, b.given(), [](const auto& one, const auto& other) {
           return one.first == other.first && *one.second == *other.second;
         });
}

namespace libraries {

written_value default_value::value() const {
  written_value out;
  switch (is_) {
    case kind::required: break;
    case kind::left_out: out.word = "none"; break;
    case kind::number:
    case kind::percent:
      out = as_argument(number_);
      out.percent = is_ == kind::percent;
      break;
    case kind::word:
      out.word = word_;
      out.is = is_plain_word(word_) ? written_value::kind::word : written_value::kind::text;
      break;
    case kind::list:
      out.is = written_value::kind::list;
      out.list.assign(length_, as_argument(number_));
      break;
  }
  return out;
}

std::string default_value::text() const {
  switch (is_) {
    case kind::required: break;
    case kind::left_out: return "none";
    case kind::number: return print_number(number_);
    case kind::percent: return print_number(number_) + "%";
    case kind::word: return std::string(word_);
    case kind::list: return length_ == 0 ? "[]" : "[" + print_number(number_) + "]";
  }
  return {};
}

}  // namespace libraries

}  // namespace taper
