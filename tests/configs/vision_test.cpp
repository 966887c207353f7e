// Configurations of vision frameworks: their known traps, and files that they are merged over.
#include <gtest/gtest.h>

#include <map>
#include <string>

#include "taper/configs/config.hpp"

namespace {

struct trap {
  std::string text;
  taper::run_facts facts;
  std::string id;
  std::size_t line;
};

TEST(vision_configurations, traps_are_faults_with_their_line) {
  const std::string sgd = "optimizer:\n  class_path: torch.optim.SGD\n  init_args: {lr: 0.1}\n";
  const trap traps[] = {
      {"task: detect\nepochs: 3\nbatch: 64\noptimizer: SGD\nlr0: 0.01\nwarmup_epochs: 5.0\n",
       {.steps_per_epoch = 100},
       "warmup-exceeds-run",
       6},
      {"task: detect\nepochs: 100\nbatch: 64\noptimizer: auto\nlr0: 0.001\n",
       {.dataset_size = 100'000},
       "key-ignored",
       5},
      {"task: detect\nepochs: 100\nbatch: 64\noptimizer: SGD\nlr0: 0.01\nlrf: 2\n",
       {.steps_per_epoch = 100},
       "min-above-peak",
       6},
      {"opt: sgd\nsched: cosine\nlr: 1.0e-6\nepochs: 10\nwarmup_epochs: 2\nwarmup_lr: 1.0e-5\n",
       {.steps_per_epoch = 10},
       "warmup-falls",
       6},
      {"opt: sgd\nsched: cosin\nlr: 0.1\nepochs: 10\nwarmup_epochs: 2\n",
       {.steps_per_epoch = 10},
       "unknown-scheduler",
       2},
      {"SOLVER:\n  BASE_LR: 0.01\n  STEPS: (60000, 80000)\n  MAX_ITER: 70000\n", {}, "milestone-beyond-end", 3},
      {"SOLVER:\n  BASE_LR: 0.01\n  MAX_ITER: 5000\n", {}, "milestone-beyond-end", 0},
      {"SOLVER:\n  BASE_LR: 0.01\n  STEPS: (500,)\n  MAX_ITER: 5000\n", {}, "milestone-in-warmup", 3},
      {"epoch: 80\nLearningRate:\n  base_lr: 0.01\n  schedulers:\n  - !CosineDecay\n    min_lr_ratio: 0.1\n"
       "  - !LinearWarmup\n    steps: 100\n",
       {.steps_per_epoch = 100},
       "never-decays",
       0},
      {"trainer: {max_epochs: 30}\n" + sgd +
           "lr_scheduler:\n  class_path: torch.optim.lr_scheduler.CosineAnnealingLR\n  init_args:\n    T_max: 9000\n",
       {.steps_per_epoch = 300},
       "unit-mismatch",
       8},
      {"trainer: {max_epochs: 30}\n" + sgd +
           "lr_scheduler:\n  class_path: torch.optim.lr_scheduler.CosineAnnealingLR\n  init_args:\n    T_max: 10\n",
       {.steps_per_epoch = 300},
       "climbs-again",
       8},
      {"train_cfg = dict(type='IterBasedTrainLoop', max_iters=400)\n"
       "optim_wrapper = dict(optimizer=dict(type='SGD', lr=0.1))\n"
       "param_scheduler = [dict(type='LinearLR', start_factor=0.1, end=50)]\n",
       {},
       "unit-mismatch",
       3},
      {"optimizer = dict(type='SGD', lr=0.02)\nlr_config = dict(policy='step', step=[16, 22])\n"
       "runner = dict(type='EpochBasedRunner', max_epochs=12)\n",
       {.steps_per_epoch = 50},
       "milestone-beyond-end",
       2},
      {"network_module = \"networks.lora\"\npretrained_model_name_or_path = \"m\"\nlearning_rate = 1e-4\n"
       "lr_scheduler = \"constant\"\nlr_warmup_steps = 100\nmax_train_steps = 1000\n[x]\ny = 1\n",
       {},
       "rejected",
       5},
  };
  for (const trap& t : traps) {
    const auto read = taper::read_config(t.text, t.facts);
    ASSERT_TRUE(read) << t.text << read.error().message;
    ASSERT_FALSE(read->faults.empty()) << t.text << read->spec;
    EXPECT_EQ(read->faults.front().id, t.id) << t.text << read->faults.front().message;
    EXPECT_EQ(read->faults.front().line, t.line) << t.text;
  }
}

TEST(vision_configurations, keys_that_are_not_known_are_errors_with_their_line) {
  const std::pair<const char*, const char*> files[] = {
      {"task: detect\nepochs: 10\nbatch: 64\noptimizer: SGD\nlr0: 0.01\nlr_decay_kind: 2\n", "lr_decay_kind (line 6)"},
      {"opt: sgd\nsched: cosine\nlr: 0.1\nepochs: 10\nwarmup_epochs: 2\nwarmup_shape: cosine\n",
       "warmup_shape (line 6)"},
      {"SOLVER:\n  BASE_LR: 0.01\n  MAX_ITER: 50000\n  LR_MULTIPLIER: 2\n", "SOLVER.LR_MULTIPLIER (line 4)"},
      {"train_cfg = dict(max_epochs=10)\noptim_wrapper = dict(optimizer=dict(type='SGD', lr=0.1))\n"
       "param_scheduler = dict(type='MultiStepLR', milestones=[5],\n  factors=[1])\n",
       "factors (line 4)"},
      {"train_cfg = dict(max_epochs=10)\noptim_wrapper = dict(optimizer=dict(type='SGD', lr=rate(3)))\n",
       "optim_wrapper.optimizer.lr (line 2) is computed by code"},
      {"python train_network.py --config_file c.toml --network_module=networks.lora --learning_rate=1e-4\n",
       "takes its other settings from a file"},
  };
  for (const auto& [text, message] : files) {
    const auto read = taper::read_config(text, {.steps_per_epoch = 100});
    ASSERT_FALSE(read) << text << read->spec;
    EXPECT_NE(read.error().message.find(message), std::string::npos) << read.error().message;
  }
}

TEST(vision_configurations, base_files_are_merged_if_they_can_be_read) {
  const std::map<std::string, std::string> files = {
      {"../base.yaml", "SOLVER:\n  BASE_LR: 0.02\n  WARMUP_ITERS: 500\n  STEPS: (600, 800)\n"},
      {"../_base_/schedules/1x.py",
       "_base_ = '../loops.py'\noptim_wrapper = dict(optimizer=dict(type='SGD', lr=0.02))\n"
       "param_scheduler = [dict(type='MultiStepLR', milestones=[8, 11])]\n"},
      {"../_base_/schedules/../loops.py", "train_cfg = dict(max_epochs=12)\n"},
  };
  taper::run_facts facts{.steps_per_epoch = 10};
  facts.other_file = [&](const std::string& path) {
    const auto found = files.find(path);
    return found == files.end() ? std::nullopt : std::optional(found->second);
  };
  const auto yaml = taper::read_config("_BASE_: ../base.yaml\nSOLVER:\n  MAX_ITER: 5000\n", facts);
  ASSERT_TRUE(yaml) << yaml.error().message;
  EXPECT_NE(yaml->spec.find("milestones=[600,800]"), std::string::npos) << yaml->spec;
  EXPECT_NE(yaml->spec.find("lengths=[0.1,0.9]"), std::string::npos) << yaml->spec;
  const auto python =
      taper::read_config("_base_ = '../_base_/schedules/1x.py'\ntrain_cfg = dict(max_epochs=24)\n", facts);
  ASSERT_TRUE(python) << python.error().message;
  EXPECT_EQ(python->steps, 240U);
  EXPECT_EQ(python->spec, "mmengine.MultiStepLR(milestones=[80,110], end=231) | peak(0.02)");
}

TEST(vision_configurations, arithmetic_in_python_is_followed_and_names_with_two_values_are_not) {
  const std::string rest =
      "optim_wrapper = dict(optimizer=dict(type='SGD', lr=base * (1 + 2 ** 2) / 10))\n"
      "param_scheduler = [dict(type='MultiStepLR', milestones=[n // 2, n - 1])]\n";
  const auto known =
      taper::read_config("n = 3 * 4\nbase = 0.02\ntrain_cfg = dict(max_epochs=n)\n" + rest, {.steps_per_epoch = 10});
  ASSERT_TRUE(known) << known.error().message;
  EXPECT_NE(known->spec.find("milestones=[60,110]"), std::string::npos) << known->spec;
  EXPECT_NE(known->spec.find("peak(0.01)"), std::string::npos) << known->spec;
  const auto several =
      taper::read_config("n = 12\nbase = 0.02\nif large:\n    base = 0.04\ntrain_cfg = dict(max_epochs=n)\n" + rest,
                         {.steps_per_epoch = 10});
  ASSERT_FALSE(several) << several->spec;
  EXPECT_NE(several.error().message.find("computed by code"), std::string::npos) << several.error().message;
}

}  // namespace
