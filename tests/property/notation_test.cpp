// The notation: every printed schedule parses to the same schedule;
// any text gives a schedule or a bounded error.
#include "generators.hpp"

namespace {

using taper::test::any_schedule;
using taper::test::coin;
using taper::test::holds;
using taper::test::reach;
using taper::test::whole;

taper::schedule some_schedule() { return any_schedule(whole(2, 5000), coin() ? reach::ordinary : reach::anywhere); }

void reads_back(const taper::schedule& s, const std::string& text) {
  const taper::result<taper::schedule> again = taper::parse(text);
  if (!again) RC_FAIL(text + ": " + again.error().message);
  if (!(*again == s)) RC_FAIL(text + " reads back as " + taper::print(*again));
}

TEST(notation, reads_back_what_it_prints) {
  holds("parse(print(s)) == s in pipe, compact and JSON form", [] {
    const taper::schedule s = some_schedule();
    reads_back(s, taper::print(s));
    reads_back(s, taper::print_compact(s));
    reads_back(s, taper::print_json(s));
  });
}

TEST(notation, prints_canonically) {
  holds("print(parse(print(s))) == print(s)", [] {
    const std::string text = taper::print(some_schedule());
    RC_ASSERT(taper::print(taper::parse(text).value()) == text);
  });
}

TEST(notation, compact_form_needs_no_quotes) {
  holds("the compact form has no character that a shell would touch", [] {
    const std::string text = taper::print_compact(some_schedule());
    const bool is_table = text.starts_with("table");  // its points need brackets
    RC_ASSERT(text.find_first_of(" |()&;<>$`\\\"'*?!{}~#") == std::string::npos);
    RC_ASSERT(is_table || text.find_first_of("[]") == std::string::npos);
  });
}

TEST(notation, numbers_read_back) {
  holds("print_number is the shortest text that reads back the same", [] {
    const std::uint64_t bits = *rc::gen::arbitrary<std::uint64_t>() * 0x9e3779b97f4a7c15U;
    const double v = __builtin_bit_cast(double, bits);
    RC_PRE(std::isfinite(v));
    RC_ASSERT(std::strtod(taper::print_number(v).c_str(), nullptr) == v);
  });
}

void is_bounded(const taper::error& e, const std::string& text) {
  const std::string told = taper::explain(e, text);
  RC_ASSERT(!e.message.empty());
  RC_ASSERT(e.message.find('\n') == std::string::npos);
  RC_ASSERT(told.size() <= 1000U);
  RC_ASSERT(e.offset == taper::error::nowhere || e.offset <= text.size());
}

TEST(notation, handles_any_bytes) {
  holds("any bytes are a schedule or one bounded error with its place", [] {
    const std::string text = *rc::gen::container<std::string>(rc::gen::arbitrary<char>());
    const taper::result<taper::schedule> s = taper::parse(text);
    if (!s) is_bounded(s.error(), text);
  });
}

TEST(notation, handles_any_corrupted_schedule) {
  holds("a schedule with characters changed, doubled or lost is a schedule or one bounded error", [] {
    const taper::schedule from = some_schedule();
    constexpr std::string_view letters = "0123456789.%()=|,[]{}\"azAZ_- \n\x01\xff";
    std::string text = coin() ? taper::print(from) : (coin() ? taper::print_compact(from) : taper::print_json(from));
    for (std::uint64_t k = whole(1, 4); k-- > 0 && !text.empty();) {
      const auto at = static_cast<std::size_t>(whole(0, text.size()));
      switch (whole(0, 3)) {
        case 0: text.erase(at, 1); break;
        case 1: text.insert(at, 1, text[whole(0, text.size())]); break;
        default: text[at] = letters[whole(0, letters.size())]; break;
      }
    }
    const taper::result<taper::schedule> s = taper::parse(text);
    if (!s) return is_bounded(s.error(), text);
    reads_back(*s, taper::print(*s));
    reads_back(*s, taper::print_compact(*s));
    reads_back(*s, taper::print_json(*s));
  });
}

}  // namespace
