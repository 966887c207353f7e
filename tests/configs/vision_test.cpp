// Configurations of vision frameworks: their known traps, and files that they are merged over.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>

#include "taper/configs/config.hpp"
#include "taper/notation.hpp"

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
  const auto whole = taper::read_config(
      "n = int(1.25 * 10)\nbase = float(1) / 50\ntrain_cfg = dict(max_epochs=n)\n" + rest, {.steps_per_epoch = 10});
  ASSERT_TRUE(whole) << whole.error().message;
  EXPECT_EQ(whole->spec, known->spec);
  const auto several =
      taper::read_config("n = 12\nbase = 0.02\nif large:\n    base = 0.04\ntrain_cfg = dict(max_epochs=n)\n" + rest,
                         {.steps_per_epoch = 10});
  ASSERT_FALSE(several) << several->spec;
  EXPECT_NE(several.error().message.find("computed by code"), std::string::npos) << several.error().message;
}

std::string answer(const std::string& text, const taper::run_facts& facts = {.steps_per_epoch = 100}) {
  const auto read = taper::read_config(text, facts);
  if (!read) return read.error().message;
  return read->faults.empty() ? read->spec : read->faults.front().id;
}

TEST(vision_configurations, a_value_that_the_program_changes_later_is_not_read) {
  const std::string file =
      "train_cfg = dict(max_epochs=12)\noptim_wrapper = dict(optimizer=dict(type='SGD', lr=0.1))\n"
      "param_scheduler = [dict(type='MultiStepLR', milestones=[8, 11])]\n";
  EXPECT_EQ(answer(file), "mmengine.MultiStepLR(milestones=[800,1100], end=1101) | peak(0.1)");
  for (const char* const change :
       {"train_cfg['max_epochs'] = 24\n", "train_cfg.update(max_epochs=24)\n", "optim_wrapper['optimizer']['lr'] = 1\n",
        "optim_wrapper['optimizer'].update(dict(lr=1))\n"})
    EXPECT_NE(answer(file + change).find("the program sets it in several places"), std::string::npos)
        << change << answer(file + change);
  EXPECT_NE(answer(file + "param_scheduler.append(dict(type='LinearLR', end=1))\n"), answer(file));
  EXPECT_EQ(answer(file + "model = dict(a=1)\nmodel['b'] = 2\nmodel.update(c=3)\n"), answer(file));
}

TEST(vision_configurations, values_of_a_base_file_can_be_set_one_by_one) {
  taper::run_facts facts{.steps_per_epoch = 10};
  facts.other_file = [](const std::string& path) -> std::optional<std::string> {
    if (path != "base.py") return std::nullopt;
    return "train_cfg = dict(max_epochs=12)\noptim_wrapper = dict(optimizer=dict(type='SGD', lr=0.02))\n"
           "param_scheduler = [dict(type='MultiStepLR', milestones=[8, 11])]\n";
  };
  const std::string base = "_base_ = ['base.py']\n";
  EXPECT_EQ(answer(base + "_base_.optim_wrapper.optimizer.lr = 0.5\n", facts),
            "mmengine.MultiStepLR(milestones=[80,110], end=111) | peak(0.5)");
  EXPECT_EQ(answer(base + "_base_.train_cfg.update(dict(max_epochs=24))\n", facts).find("mmengine"), std::string::npos);
  EXPECT_EQ(answer(base + "_base_.param_scheduler[0].milestones = [1]\n", facts).find("mmengine"), std::string::npos);
  EXPECT_NE(answer(base + "_base_.model.decoder.update(x=1)\n", facts).find("mmengine"), std::string::npos);
}

TEST(vision_configurations, schedulers_of_other_parameters_do_not_move_the_rate) {
  const std::string head =
      "train_cfg = dict(max_epochs=12)\noptim_wrapper = dict(optimizer=dict(type='SGD', lr=0.1))\n";
  const std::string alone = answer(head + "param_scheduler = [dict(type='MultiStepLR', milestones=[8, 12])]\n");
  EXPECT_EQ(alone, "mmengine.MultiStepLR(milestones=[800,1200], end=1101) | peak(0.1)");
  for (const char* const other :
       {"dict(type='CosineAnnealingParamScheduler', param_name='weight_decay', eta_min=1e-5, end=12)",
        "dict(type='CosineAnnealingWeightDecay', eta_min=0.2, end=12)", "dict(type='LinearMomentum', end=2)",
        "dict(type='ConstantLR', factor=1, begin=3, end=12)"})
    EXPECT_EQ(answer(head + "param_scheduler = [dict(type='MultiStepLR', milestones=[8, 12]),\n" + other + "]\n"),
              alone);
  EXPECT_NE(answer(head + "param_scheduler = [dict(type='CosineAnnealingParamScheduler', param_name='lr', end=12)]\n")
                .find("not supported yet"),
            std::string::npos);
}

TEST(vision_configurations, yolox_rises_with_the_square_of_the_step) {
  const auto read = taper::read_config(
      "n = 300\ntrain_cfg = dict(max_epochs=n)\noptim_wrapper = dict(optimizer=dict(type='SGD', lr=0.01))\n"
      "param_scheduler = [\n"
      "    dict(type='mmdet.QuadraticWarmupLR', by_epoch=True, begin=0, end=5, convert_to_iter_based=True),\n"
      "    dict(type='CosineAnnealingLR', eta_min=0.0005, begin=5, T_max=285, end=285, convert_to_iter_based=True),\n"
      "    dict(type='ConstantLR', by_epoch=True, factor=1, begin=285, end=train_cfg['max_epochs'])]\n",
      {.steps_per_epoch = 10});
  ASSERT_TRUE(read) << read.error().message;
  const auto run = taper::parse(read->spec)->bind(3000);
  ASSERT_TRUE(run);
  for (const std::uint64_t t : {0U, 7U, 24U, 49U}) {
    const double part = static_cast<double>(t + 1) / 50.0;
    EXPECT_NEAR((*run)(t), 0.01 * part * part, 1e-15);
  }
  EXPECT_NEAR((*run)(2999), (*run)(2900), 1e-15);
}

TEST(vision_configurations, a_drop_at_the_end_of_the_run_is_no_mistake) {
  EXPECT_EQ(answer("net: \"a\"\nbase_lr: 0.1\nlr_policy: \"multistep\"\ngamma: 0.1\nmax_iter: 100\nstepvalue: "
                   "50\nstepvalue: 100\n"),
            "caffe.multistep(gamma=0.1, stepvalue=[50,100]) | peak(0.1)");
  EXPECT_EQ(answer("net: \"a\"\nbase_lr: 0.1\nlr_policy: \"multistep\"\ngamma: 0.1\nmax_iter: 100\nstepvalue: "
                   "50\nstepvalue: 101\n"),
            "milestone-beyond-end");
  const std::string mmcv =
      "optimizer = dict(type='SGD', lr=0.02)\nrunner = dict(type='EpochBasedRunner', max_epochs=12)\n";
  EXPECT_EQ(answer(mmcv + "lr_config = dict(policy='step', step=[8, 12])\n").find("milestone-beyond"),
            std::string::npos);
  EXPECT_EQ(answer(mmcv + "lr_config = dict(policy='step', step=[8, 13])\n"), "milestone-beyond-end");
}

TEST(vision_configurations, options_that_torchvision_does_not_have_are_of_another_program) {
  const std::string command = "torchrun train.py --model resnet50 --lr 0.1 --lr-step-size 30 --epochs 90";
  EXPECT_EQ(answer(command + "\n"), "staircase(of=torch.StepLR(step_size=3000), every=100) | peak(0.1)");
  EXPECT_EQ(answer(command + " --k-folds 3\n"), "no known configuration of a learning rate");
  EXPECT_EQ(answer("python train.py --optimizer lion --lr 1e-4 --lr-warmup-epochs 1 --epochs 50\n"),
            "no known configuration of a learning rate");
}

TEST(vision_configurations, deits_arguments_are_not_timms) {
  const std::string options =
      " --model deit_small_patch16_224 --opt adamw --epochs 300 --lr 5e-4 --warmup-epochs 5 --warmup-lr 1e-6 --sched "
      "cosine";
  EXPECT_EQ(answer("python main.py" + options + "\n"), "no known configuration of a learning rate");
  EXPECT_NE(answer("./distributed_train.sh 8 /data" + options + "\n").find("timm.CosineLRScheduler"),
            std::string::npos);
  EXPECT_NE(answer("torchrun --nproc_per_node=8 train.py" + options + "\n").find("timm.CosineLRScheduler"),
            std::string::npos);
  EXPECT_EQ(answer("Namespace(opt='adamw', sched='cosine', lr=0.0005, warmup_lr=1e-06, epochs=300, data_set='IMNET')"),
            "no known configuration of a learning rate");
}

TEST(vision_configurations, other_files_with_a_solver_are_not_detectron2s) {
  EXPECT_EQ(answer("SOLVER:\n  BASE_LR: 0.1\n  MAX_EPOCH: 196\n"), "no known configuration of a learning rate");
  EXPECT_EQ(answer("SOLVER:\n  BASE_LR: 0.1\n  OPTIMIZING_METHOD: sgd\n"), "no known configuration of a learning rate");
  const std::string solver = "SOLVER:\n  BASE_LR: 0.02\n  STEPS: (60000, 80000)\n  MAX_ITER: 90000\n";
  EXPECT_NE(answer("MODEL:\n  WEIGHTS: \"R-50.pkl\"\n" + solver).find("fvcore"), std::string::npos);
  EXPECT_EQ(answer("MODEL:\n  WEIGHT: \"catalog://ImageNetPretrained/MSRA/R-50\"\n" + solver),
            "no known configuration of a learning rate");
}

bool has_note(const std::string& text, const std::string& id, const taper::run_facts& facts = {}) {
  const auto read = taper::read_config(text, facts);
  if (!read || !read->requested) return false;
  return std::ranges::any_of(read->notes, [&](const taper::config_finding& f) { return f.id == id; });
}

TEST(vision_configurations, with_lists_in_brackets_are_read_as_repeated_names) {
  const std::string solver = "net: \"x\"\nbase_lr: 0.1\nlr_policy: \"multistep\"\nmax_iter: 100\ngamma: 0.1\n";
  const auto repeated = taper::read_config(solver + "stepvalue: 40\nstepvalue: 60\n");
  const auto listed = taper::read_config(solver + "stepvalue: [40, 60]\ndevice_id: [0,1]\n");
  ASSERT_TRUE(repeated && listed) << listed.error().message;
  EXPECT_EQ(listed->spec, repeated->spec);
}

TEST(vision_configurations, of_ultralytics_without_a_task_are_known_by_their_image_size) {
  const auto read = taper::read_config(
      "model: yolo11n.pt\nepochs: 100\nimgsz: 640\nbatch: 16\noptimizer: SGD\nlr0: 0.01\n", {.steps_per_epoch = 100});
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->format, "ultralytics");
}

TEST(vision_configurations, note_that_a_part_of_the_model_has_another_rate) {
  EXPECT_TRUE(
      has_note("SOLVER:\n  BASE_LR: 0.1\n  MAX_ITER: 90\n  STEPS: [60]\n  WARMUP_ITERS: 5\n  BACKBONE_MULTIPLIER: "
               "0.1\n",
               "another-rate"));
  EXPECT_TRUE(
      has_note("trainer: {num_train_steps: 100}\noptimizer: {type: muon, learning_rate: 0.02, adam_lr: 0.006}\n",
               "another-rate"));
}

TEST(vision_configurations, with_the_old_name_of_a_key_have_the_rates_of_that_release) {
  EXPECT_TRUE(
      has_note("base_config: base.yml\nsteps: 100\nlearning_rate: 1e-4\ncosine_learning_rate_final_fraction: 0.2\n",
               "version-dependent"));
  EXPECT_TRUE(
      has_note("fairseq-train x --lr 1e-3 --min-lr 1e-9 --lr-scheduler inverse_sqrt --warmup-updates 10 --max-update "
               "100 --optimizer adam\n",
               "version-dependent"));
}

TEST(vision_configurations, of_iterations_need_no_batch_size) {
  const std::string megatron =
      "torchrun pretrain_gpt.py --lr 1e-3 --min-lr 1e-4 --train-iters 100 --lr-warmup-iters 10 --lr-decay-style cosine "
      "--global-batch-size $BATCH --cuda-graph-warmup-steps 3 --ademamix-alpha-warmup 100000";
  const auto read = taper::read_config(megatron + "\n");
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->steps, 100U);
  const auto by_part = taper::read_config(megatron + " --lr-warmup-fraction 0.011\n");
  EXPECT_FALSE(by_part && by_part->requested);
}

}  // namespace
