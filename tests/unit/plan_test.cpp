// Plans of hyperparameters and the plateau rule: text, JSON, state, and the numbers of PyTorch.
#include "taper/algebra/plan.hpp"

#include "../conformance/vectors.hpp"
#include "taper/algebra/plateau.hpp"
#include "taper/taper.hpp"

namespace {

std::string refusal(const char* text) {
  const taper::result<taper::plan> p = taper::parse_plan(text);
  return p ? "" : p.error().message;
}

TEST(plan, reads_groups_and_hyperparameters) {
  const taper::plan p = taper::parse_plan(
                            "[matrices]\nlr: cosine | peak(3e-4); weight_decay: between(cosine, from=0.1, to=0)\n\n"
                            "  [ norms ]\n beta2 :clip(\"linear | peak(0.99)\", low=0.9)")
                            .value();
  ASSERT_EQ(p.groups.size(), 2U);
  EXPECT_EQ(p.groups[0].name, "matrices");
  EXPECT_EQ(p.groups[0].values[1].of, taper::hyperparameter::weight_decay);
  EXPECT_EQ(p.groups[1].name, "norms");
  EXPECT_EQ(taper::print(p),
            "[matrices]\nlr: cosine | peak(0.0003)\nweight_decay: between(of=cosine, from=0.1, to=0)\n"
            "[norms]\nbeta2: clip(of=linear | peak(0.99), low=0.9)\n");
  const taper::bound_plan bound = taper::bind(p, 100).value();
  EXPECT_EQ(bound.groups[0].values[1].over_time(0), 0.1);
  EXPECT_EQ(bound.groups[1].values[0].over_time(99), 0.9);
}

TEST(plan, text_and_json_read_back) {
  for (const char* text :
       {"lr: cosine", "momentum: constant | peak(0.9); lr: product([linear, \"cosine | warmup(5)\"])",
        "[a]\nlr: linear\n[b-2.x]\neps: constant | peak(1e-8)"}) {
    const taper::plan p = taper::parse_plan(text).value();
    EXPECT_EQ(taper::parse_plan(taper::print(p)).value(), p);
    const std::string json = taper::print_json(p);
    EXPECT_EQ(nlohmann::json::parse(json).at("schema"), "taper.plan/1");
    const taper::result<taper::plan> again = taper::parse_plan(json);
    ASSERT_TRUE(again) << json << again.error().message;
    EXPECT_EQ(*again, p);
  }
}

TEST(plan, says_what_is_wrong) {
  EXPECT_EQ(refusal(""), "the plan is empty");
  EXPECT_EQ(refusal("lr cosine"), "expected a hyperparameter and its schedule, got 'lr cosine'");
  EXPECT_EQ(refusal("rate: cosine"), "unknown hyperparameter 'rate'");
  EXPECT_EQ(refusal("lr: cosine; lr: linear"), "'lr' is given twice");
  EXPECT_EQ(refusal("lr: cosin"), "unknown shape 'cosin'");
  EXPECT_EQ(refusal("lr: linear\n[b]\nlr: linear"), "each of several groups needs a name");
  EXPECT_EQ(refusal("[a]\nlr: linear\n[a]\nlr: linear"), "the group 'a' is given twice");
  EXPECT_EQ(refusal("[a]\n[b]\nlr: linear"), "the group 'a' has no schedule");
  EXPECT_EQ(refusal("[a\nlr: linear"), "a group is written [name], of letters, digits, '_', '.', '-'");
  EXPECT_EQ(refusal("{\"schema\":\"taper.plan/1\",\"groups\":[{\"name\":\"a\"}]}"),
            "the JSON of a plan: a group needs \"values\":{ after its name");
  EXPECT_EQ(taper::parse_plan("lr: linear; momentum: cosin").error().offset, 22U);
  EXPECT_EQ(taper::bind(taper::parse_plan("[a]\nlr: cosine | warmup(9)").value(), 5).error().message,
            "[a] lr: warmup leaves no step after it: 9 of 5 steps");
}

TEST(plateau, does_what_pytorch_does) {
  const nlohmann::json file = taper::test::vectors("plateau.json");
  for (const auto& one : file.at("cases")) {
    taper::plateau rule = taper::plateau::parse(one.at("rule").get<std::string>()).value();
    EXPECT_EQ(rule.print(), one.at("rule"));
    std::size_t falls = 0;
    for (std::size_t k = 0; k < one.at("metric").size(); ++k) {
      const auto& metric = one["metric"][k];
      const double before = rule.multiplier();
      rule.observe(metric.is_null() ? std::nan("") : metric.get<double>());
      ASSERT_EQ(rule.multiplier(), one.at("multiplier")[k].get<double>()) << one.at("rule") << " at " << k;
      falls += rule.multiplier() < before ? 1 : 0;
      rule = taper::plateau::restored(rule.save()).value();  // saved and read back at every observation
    }
    EXPECT_GT(falls, 0U) << one.at("rule");
  }
}

TEST(plateau, says_what_is_wrong) {
  const auto refusal = [](std::string_view text) { return taper::plateau::parse(text).error().message; };
  EXPECT_EQ(refusal("plateau(factor=1)"), "factor must be > 0 and < 1, got 1");
  EXPECT_EQ(refusal("plateau(patience=1.5)"), "patience must be a whole number from 0 to 9e15, got 1.5");
  EXPECT_EQ(refusal("plateau(mode=less)"), "mode must be one of min max, got less");
  EXPECT_EQ(refusal("cosine"), "expected plateau(…), got 'cosine'");
  const std::string saved = taper::plateau().save();
  EXPECT_EQ(taper::plateau::restored(saved).value(), taper::plateau());
  for (std::size_t cut = 0; cut < saved.size(); ++cut) EXPECT_FALSE(taper::plateau::restored(saved.substr(0, cut)));
}

}  // namespace
