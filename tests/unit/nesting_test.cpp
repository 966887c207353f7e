// Nested schedules: written without quotes, read at any depth, in time, memory and stack proportional to their size.
#include <gtest/gtest.h>
#include <pthread.h>

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "taper/taper.hpp"

namespace {

using taper::parse;
using taper::schedule;

/// One way to put a schedule inside another: the text before and after it.
struct around {
  std::string before;
  std::string after;
};
const std::vector<around> operations = {{"sequence([constant, ", "], at=[40])"},
                                        {"product([", ", linear])"},
                                        {"clip(of=", ", low=0.1)"},
                                        {"hold(of=", ", at=50%)"},
                                        {"loop(", ", every=90)"},
                                        {"staircase(", ", every=2)"},
                                        {"shift(of=", ", ahead=3)"},
                                        {"between(", ", from=1, to=0)"},
                                        {"noise(of=", ", amplitude=0%)"}};

/// `inner` with `levels` schedules around it, each by the operation that `pick` names for its level.
std::string nested(std::string inner, std::size_t levels, const std::function<const around&(std::size_t)>& pick) {
  std::string before;
  std::string after;
  for (std::size_t k = 0; k < levels; ++k) {
    before += pick(k).before;
    after.insert(0, pick(k).after);
  }
  return before + inner + after;
}
std::string in_quotes(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) out += (c == '"' || c == '\\' ? "\\" : "") + std::string(1, c);
  return out + "\"";
}

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr std::size_t stack_bytes = std::size_t{64} << 20U;  // a sanitizer's frames are several times as large
#else
constexpr std::size_t stack_bytes = std::size_t{3} << 20U;  // less than half of what a program usually has
#endif

/// Runs `body` on a stack of stack_bytes.
void on_a_small_stack(std::function<void()> body) {
  pthread_attr_t attributes;
  ASSERT_EQ(pthread_attr_init(&attributes), 0);
  ASSERT_EQ(pthread_attr_setstacksize(&attributes, stack_bytes), 0);
  pthread_t thread{};
  const auto start = [](void* of) -> void* {
    (*static_cast<std::function<void()>*>(of))();
    return nullptr;
  };
  ASSERT_EQ(pthread_create(&thread, &attributes, start, &body), 0);
  ASSERT_EQ(pthread_join(thread, nullptr), 0);
  pthread_attr_destroy(&attributes);
}

TEST(nesting, a_schedule_inside_another_is_printed_without_quotes_and_read_with_or_without) {
  for (const around& op : operations) {
    for (const std::string inner : {"linear", "linear | warmup(5)", "poly(i=1.8) | floor(10%)",
                                    "clip(of=loop(cosine | warmup(3), every=30), low=0.25)"}) {
      const auto bare = parse(op.before + inner + op.after);
      const auto quoted = parse(op.before + in_quotes(inner) + op.after);
      ASSERT_TRUE(bare) << op.before + inner + op.after << ": " << bare.error().message;
      ASSERT_TRUE(quoted) << op.before << inner << ": " << quoted.error().message;
      EXPECT_EQ(*bare, *quoted);
      const std::string text = taper::print(*quoted);
      EXPECT_EQ(text.find('"'), std::string::npos) << text;
      EXPECT_EQ(taper::print_compact(*quoted).find('"'), std::string::npos);
      EXPECT_EQ(taper::print_json(*quoted).find('\\'), std::string::npos);
      EXPECT_EQ(taper::print_cpp(*quoted).find('"'), std::string::npos);
    }
  }
}

TEST(nesting, a_schedule_inside_a_library_schedule_is_printed_without_quotes) {
  const auto s = parse(
      "torch.SequentialLR([\"torch.LinearLR(total_iters=5)\", torch.ChainedScheduler([torch.StepLR("
      "step_size=9)])], milestones=[5]) | peak(0.1)");
  ASSERT_TRUE(s) << s.error().message;
  EXPECT_EQ(taper::print(*s),
            "torch.SequentialLR(schedulers=[torch.LinearLR, torch.ChainedScheduler(schedulers=[torch.StepLR("
            "step_size=9)])], milestones=[5]) | peak(0.1)");
  for (const std::string& text : {taper::print(*s), taper::print_compact(*s), taper::print_json(*s)})
    EXPECT_EQ(parse(text).value(), *s) << text;
}

TEST(nesting, an_error_is_shown_at_its_place_in_the_whole_text) {
  struct mistake {
    std::string text;
    std::size_t at;
  };
  const std::vector<mistake> mistakes = {{"cosin", 0},
                                         {"linear | warm(5)", 9},
                                         {"poly(i=-1)", 7},
                                         {"linear | floor(150%)", 15},
                                         {"torch.StepLR(step_size=0)", 23},
                                         {"clip(of=cosin)", 8},
                                         {"linear | peak(0)", 14}};
  for (const around& op : operations) {
    for (const around& outer : operations) {
      for (const mistake& m : mistakes) {
        const std::string before = outer.before + op.before;
        const auto bare = parse(before + m.text + op.after + outer.after);
        ASSERT_FALSE(bare);
        EXPECT_EQ(bare.error().offset, before.size() + m.at) << before << m.text << ": " << bare.error().message;
        const auto quoted = parse(before + in_quotes(m.text) + op.after + outer.after);
        ASSERT_FALSE(quoted);
        EXPECT_EQ(quoted.error().offset, before.size() + 1 + m.at) << before << m.text;
        EXPECT_EQ(quoted.error().message, bare.error().message);
        const auto twice = parse(outer.before + in_quotes(op.before + in_quotes(m.text) + op.after) + outer.after);
        ASSERT_FALSE(twice);  // its place is lost in the escapes: the outer quote stands for it
        EXPECT_EQ(twice.error().offset, outer.before.size()) << before << m.text;
      }
    }
  }
}

TEST(nesting, a_part_that_does_not_fit_is_named_with_its_place) {
  for (const around& op : operations) {
    if (op.before.starts_with("between")) continue;
    const std::string part = "linear | warmup(5000)";
    const std::string text = op.before + "clip(" + part + ")" + op.after;
    const auto r = parse(text).value().bind(100);
    ASSERT_FALSE(r) << text;
    EXPECT_EQ(r.error().offset, op.before.size() + 5) << text << ": " << r.error().message;
    EXPECT_TRUE(r.error().message.starts_with("in '" + part + "' over ")) << r.error().message;
  }
}

TEST(nesting, a_thousand_levels_work_on_half_the_stack) {
  for (std::size_t first = 0; first <= operations.size(); ++first) {
    on_a_small_stack([&] {
      // each operation on its own; between is of what runs from 1 to 0, so that it takes turns with itself only
      const auto pick = [&](std::size_t level) -> const around& {
        if (first < operations.size()) return operations[first];
        return operations[level % 2 == 0 ? 2 : 5];
      };
      const std::uint64_t steps = first == 0 ? 60'000 : 1000;  // each level of a sequence takes 40
      const std::string text = nested("linear", taper::most_contents.levels, pick);
      const auto s = parse(text);
      ASSERT_TRUE(s) << s.error().message;
      EXPECT_EQ(s->root->inside().levels, taper::most_contents.levels);
      const std::string printed = taper::print(*s);
      EXPECT_LT(printed.size(), 2 * text.size());
      EXPECT_EQ(parse(printed).value(), *s);
      EXPECT_EQ(parse(taper::print_compact(*s)).value(), *s);
      const std::string json = taper::print_json(*s);
      EXPECT_LT(json.size(), 6 * text.size());
      EXPECT_EQ(parse(json).value(), *s);
      EXPECT_LT(taper::print_cpp(*s).size(), 3 * text.size());
      const auto r = s->bind(steps);
      ASSERT_TRUE(r) << text.substr(0, 20) << r.error().message;
      EXPECT_GE((*r)(7), 0.0);
      EXPECT_LE((*r)(7), 1.0);
      if (first == 2) {
        EXPECT_TRUE(taper::check(*r)) << text.substr(0, 20);
      }
    });
  }
}

TEST(nesting, one_more_level_is_an_error_that_states_the_limit) {
  for (const around& op : operations) {
    const auto same = [&](std::size_t) -> const around& { return op; };
    const std::string deepest = nested("linear", taper::most_contents.levels, same);
    EXPECT_TRUE(parse(deepest)) << op.before;
    for (const std::string& text :
         {op.before + deepest + op.after, op.before + in_quotes(deepest) + op.after, nested("linear", 40'000, same)}) {
      on_a_small_stack([&] {
        const auto s = parse(text);
        ASSERT_FALSE(s) << op.before;
        EXPECT_EQ(s.error().code, taper::errc::too_large);
        EXPECT_NE(s.error().message.find("nested more than 1000 deep"), std::string::npos) << s.error().message;
      });
    }
  }
  schedule s = taper::clip(taper::linear{}, {});
  for (std::size_t k = 1; k < taper::most_contents.levels; ++k) s = taper::clip(s, {});
  EXPECT_THROW(taper::clip(s, {}), taper::bad_result);
  EXPECT_THROW(taper::product({taper::linear{}, s}), taper::bad_result);
}

TEST(nesting, quoted_levels_count_as_levels) {
  std::string text = "linear";
  const auto clip = [](std::size_t) -> const around& { return operations[2]; };
  for (int quotes = 0; quotes < 3; ++quotes) text = nested(in_quotes(nested(text, 400, clip)), 1, clip);
  on_a_small_stack([&] {
    const auto s = parse(text);
    ASSERT_FALSE(s);
    EXPECT_EQ(s.error().code, taper::errc::too_large);
  });
}

TEST(nesting, the_text_grows_by_the_same_for_each_level) {
  for (const around& op : operations) {
    const auto size = [&](std::size_t levels) {
      const auto same = [&](std::size_t) -> const around& { return op; };
      const schedule s = parse(nested("linear | warmup(5)", levels, same)).value();
      return std::vector<std::size_t>{taper::print(s).size(), taper::print_compact(s).size(),
                                      taper::print_json(s).size(), taper::print_cpp(s).size()};
    };
    const auto ten = size(10);
    const auto twenty = size(20);
    const auto thirty = size(30);
    for (std::size_t k = 0; k < ten.size(); ++k) EXPECT_EQ(thirty[k] - twenty[k], twenty[k] - ten[k]) << op.before;
  }
}

TEST(nesting, a_schedule_that_shares_its_parts_is_bounded_too) {
  schedule s = taper::erase(taper::linear{} | taper::warmup(5));
  EXPECT_THROW(
      {
        for (int k = 0; k < 100; ++k) s = taper::product({s, s});
      },
      taper::bad_result);
  EXPECT_LE(s.root->inside().schedules, taper::most_contents.schedules);
}

}  // namespace
