// Configurations that are refused: unknown keys about the rate, missing lengths, values that code computes.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "taper/configs/config.hpp"

namespace {

std::string problem(const std::string& text, const taper::run_facts& facts = {}) {
  const auto read = taper::read_config(text, facts);
  if (!read) return read.error().message;
  for (const auto& f : read->faults) {
    if (read->spec.empty()) return "fault " + f.id + ": " + f.message;
  }
  return "read as " + read->spec;
}

TEST(configurations, a_key_about_the_rate_that_is_not_known_is_named_with_its_line) {
  const char* const unknown[] = {"lr_scheduler_alpha", "min_lr_fraction", "warmup_style",   "decay_kind",
                                 "cooldown_steps",     "lr_decay_ratio",  "scheduler_type", "total_epochs",
                                 "accumulate_steps",   "annealing_policy"};
  const std::pair<const char*, const char*> files[] = {
      {"per_device_train_batch_size: 4\nlearning_rate: 1e-4\nmax_steps: 100\n", "hf-trainer"},
      {"base_model: x\nlearning_rate: 1e-4\nmax_steps: 100\nmicro_batch_size: 1\n", "axolotl"},
      {"stage: sft\nfinetuning_type: lora\nlearning_rate: 1e-4\nmax_steps: 100\n", "llama-factory"},
      {"tuner_type: lora\nmodel: x\nlearning_rate: 1e-4\nmax_steps: 100\n", "ms-swift"},
      {"trainer: {max_steps: 100}\nmodel: {optim: {lr: 1e-3, sched: {name: CosineAnnealing, warmup_steps: 10}}}\n",
       "nemo"},
      {"optimizer: {learning_rate: 1E-3}\ntrainer: {num_train_steps: 100}\n", "levanter"},
      {"base_config: base.yml\nsteps: 100\n", "maxtext"},
      {"scheduler: {name: cosine_with_warmup, t_warmup: 10}\noptimizer: {name: adamw, learning_rate: "
       "1e-4}\nmax_duration: 100\n",
       "olmo"},
  };
  for (const auto& [file, format] : files) {
    const auto plain = taper::read_config(file);
    ASSERT_TRUE(plain) << format << ": " << plain.error().message;
    EXPECT_EQ(plain->format, format);
    for (const std::string key : unknown) {
      const std::string text = std::string(file) + key + ": 3\n";
      const auto lines = std::to_string(std::count(text.begin(), text.end(), '\n'));
      const std::string message = problem(text);
      EXPECT_NE(message.find(key), std::string::npos) << format << ": " << message;
      EXPECT_NE(message.find("(line " + lines + ")"), std::string::npos) << format << ": " << message;
    }
  }
}

TEST(configurations, an_unknown_key_counts_more_than_a_key_that_is_missing) {
  const std::string file = "per_device_train_batch_size: 4\nlearning_rate: 1e-4\nmax_steps: 100\n";
  EXPECT_EQ(problem(file + "lr_scheduler_type: cosine_with_min_lr\n").substr(0, 15), "fault rejected:");
  EXPECT_EQ(problem(file + "lr_scheduler_type: warmup_stable_decay\nlr_scheduler_kwargs: {decay_type: cosine}\n")
                .substr(0, 15),
            "fault rejected:");
  for (const std::string name : {"cosine_with_min_lr", "warmup_stable_decay"}) {
    const std::string message = problem(file + "lr_scheduler_type: " + name + "\nmin_lr_rate: 0.1\n");
    EXPECT_NE(message.find("min_lr_rate (line 5) looks like a setting"), std::string::npos) << message;
  }
}

TEST(configurations, the_rate_of_one_optimizer_among_others_is_a_key_about_the_rate) {
  const std::string file = "per_device_train_batch_size: 4\nlearning_rate: 1e-4\nmax_steps: 100\n";
  for (const std::string key : {"muon_lr", "lr_muon", "ns_lr", "muon_warmup_steps"})
    EXPECT_NE(problem(file + key + ": 3\n").find(key + " (line 4)"), std::string::npos)
        << problem(file + key + ": 3\n");
  for (const std::string key : {"muon_ns_steps", "muon_momentum_warmup_steps", "ft_num_warmup_iters"})
    EXPECT_EQ(problem(file + key + ": 3\n").substr(0, 7), "read as") << key;
}

TEST(configurations, keys_that_are_not_about_the_rate_are_left_alone) {
  for (const char* const key : {"logging_steps",
                                "save_steps",
                                "eval_steps",
                                "weight_decay",
                                "adam_beta1",
                                "warmstart_path",
                                "num_workers",
                                "lora_r",
                                "max_seq_length",
                                "optim",
                                "seed",
                                "min_length",
                                "num_epochs_to_keep",
                                "keep_last_n_epochs",
                                "lr_find",
                                "steps_per_print",
                                "checkpoint_every_n_steps",
                                "max_decode_steps",
                                "num_inference_steps",
                                "denoising_steps",
                                "sampling_steps",
                                "rollout_steps",
                                "max_episode_steps",
                                "plot_every_n_epochs",
                                "push_to_hub_steps",
                                "kl_decay",
                                "epsilon_decay",
                                "temperature_decay_steps",
                                "freeze_epochs",
                                "curriculum_steps",
                                "ema_decay",
                                "n_timesteps",
                                "step_timeout",
                                "dataset_epochs",
                                "stepwise",
                                "mask_schedule",
                                "early_stopping_epochs"})
    EXPECT_TRUE(
        problem("per_device_train_batch_size: 4\nlearning_rate: 1e-4\nmax_steps: 100\n" + std::string(key) + ": 3\n")
            .starts_with("read as "))
        << key;
}

TEST(configurations, keys_that_are_about_the_rate_beside_such_words_are_not_left_alone) {
  for (const char* const key : {"lr_monitor_steps", "keep_lr", "freeze_lr_epochs", "warmup_kl_steps", "data_lr_decay",
                                "steps", "total_iters", "decay_steps", "anneal_epochs", "auto_lr_find"})
    EXPECT_NE(
        problem("per_device_train_batch_size: 4\nlearning_rate: 1e-4\nmax_steps: 100\n" + std::string(key) + ": 3\n")
            .find("looks like a setting"),
        std::string::npos)
        << key;
}

TEST(configurations, a_value_that_is_still_to_be_given_is_missing) {
  const char* const file =
      "optimization:\n  max_update: ???\n  lr: [1e-4]\nlr_scheduler: {_name: inverse_sqrt, warmup_updates: 10}\n";
  EXPECT_EQ(problem(file), "the length of the run is not known: it has no max_update");
  EXPECT_EQ(problem(file, {.steps = 100}), "read as fairseq.inverse_sqrt(warmup_updates=10) | peak(0.0001)");
}

TEST(configurations, a_rejected_value_has_no_schedule) {
  EXPECT_EQ(problem("optimization: {max_update: 100, lr: [1e-4]}\n"
                    "lr_scheduler: {_name: tri_stage, phase_ratio: [0.1, 0.4, 0.4]}\n"),
            "fault rejected: the parts of phase_ratio do not add up to 1: the run stops");
}

TEST(configurations, phases_of_a_run_need_its_updates) {
  const char* const file =
      "optimization:\n  max_update: ???\n  lr: [1e-4]\nlr_scheduler:\n  _name: tri_stage\n  phase_ratio: [0.1, 0.4, "
      "0.5]\n";
  EXPECT_EQ(problem(file, {.steps_per_epoch = 10}), "the length of the run is not known: it has no max_update");
  EXPECT_EQ(problem(file, {.steps = 100}),
            "read as fairseq.tri_stage(warmup_steps=10, hold_steps=40, decay_steps=50) | peak(0.0001)");
}

TEST(configurations, rates_of_epochs_and_of_parameter_groups_are_refused) {
  EXPECT_EQ(problem("optimization: {max_update: 100, lr: [1e-3, 1e-4]}\nlr_scheduler: {_name: fixed}\n"),
            "optimization.lr (line 1) must be a number, got a list or a map");
  EXPECT_EQ(problem("optimization: {max_update: 100, lr: [0]}\noptimizer: {_name: composite, groups: {g: {lr: [1]}}}\n"
                    "lr_scheduler: pass_through\n"),
            "optimizer.groups (line 2): each group has its own rate and schedule: not read");
}

TEST(configurations, the_epochs_of_online_methods_are_not_counted_from_the_examples) {
  const char* const files[] = {
      "per_device_train_batch_size: 16\nlearning_rate: 2.0e-5\nnum_train_epochs: 1\nnum_generations: 16\n",
      "from trl import GRPOConfig\nargs = GRPOConfig(output_dir='x', learning_rate=1e-6, num_train_epochs=1)\n",
      "swift rlhf --rlhf_type grpo --model x --learning_rate 1e-6 --num_train_epochs 1\n",
      "base_model: x\nrl: grpo\nmicro_batch_size: 4\nlearning_rate: 1e-6\nnum_epochs: 1\n",
  };
  for (const std::string file : files) {
    EXPECT_TRUE(problem(file, {.dataset_size = 9000}).starts_with("the length of the run is not known")) << file;
    EXPECT_TRUE(problem(file, {.steps = 200}).starts_with("read as")) << file << problem(file, {.steps = 200});
  }
}

TEST(configurations, a_program_with_a_loop_of_its_own_is_not_the_trainer) {
  EXPECT_EQ(
      problem("accelerate launch tuning.py --per_device_train_batch_size 1 --learning_rate 2e-5 --lr_scheduler_type "
              "linear --warmup_ratio 0.03 --num_train_epochs 3 --output_dir x --with_tracking\n",
              {.dataset_size = 100}),
      "no known configuration of a learning rate");
}

TEST(configurations, packed_examples_are_noted) {
  const auto read =
      taper::read_config("per_device_train_batch_size: 1\nlearning_rate: 2.0e-5\npacking: true\nnum_train_epochs: 1\n",
                         {.dataset_size = 900});
  ASSERT_TRUE(read);
  EXPECT_TRUE(
      std::any_of(read->notes.begin(), read->notes.end(), [](const auto& n) { return n.id == "packed-examples"; }));
}

TEST(configurations, a_command_of_open_instruct_is_not_one_of_the_trainer) {
  const auto read = taper::read_config(
      "accelerate launch --num_processes 8 open_instruct/finetune.py --per_device_train_batch_size 1 "
      "--gradient_accumulation_steps 16 --learning_rate 5e-06 --lr_scheduler_type linear --warmup_ratio 0.03 "
      "--num_train_epochs 2\n",
      {.dataset_size = 36680, .world_size = 8});
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->format, "open-instruct");
}

TEST(configurations, a_missing_length_is_an_error_until_it_is_given) {
  const std::string text = "per_device_train_batch_size: 4\nlearning_rate: 1e-4\nnum_train_epochs: 2\noutput_dir: x\n";
  EXPECT_NE(problem(text).find("length of the run is not known"), std::string::npos);
  EXPECT_EQ(problem(text, {.steps = 50}),
            "read as hf.linear(num_warmup_steps=0, num_training_steps=50) | peak(0.0001)");
  EXPECT_EQ(problem(text, {.steps_per_epoch = 30}),
            "read as hf.linear(num_warmup_steps=0, num_training_steps=60) | peak(0.0001)");
  EXPECT_EQ(problem(text, {.dataset_size = 101}),
            "read as hf.linear(num_warmup_steps=0, num_training_steps=52) | peak(0.0001)");
  EXPECT_EQ(problem(text, {.dataset_size = 101, .world_size = 2}),
            "read as hf.linear(num_warmup_steps=0, num_training_steps=26) | peak(0.0001)");
}

TEST(configurations, a_rate_that_code_computes_is_refused_with_its_line) {
  const std::string script =
      "from trl import SFTConfig\nlr = 1e-4\nargs = SFTConfig(\n    learning_rate=lr * scale(2),\n    max_steps=100)\n";
  const std::string message = problem(script);
  EXPECT_NE(message.find("learning_rate (line 4) is computed by code"), std::string::npos) << message;
  EXPECT_EQ(problem("from trl import SFTConfig\nlr = 1e-4\nargs = SFTConfig(learning_rate=lr, max_steps=100)\n"),
            "read as hf.linear(num_warmup_steps=0, num_training_steps=100) | peak(0.0001)");
  EXPECT_NE(problem("python pretrain_gpt.py --lr $LR --train-iters 100 --lr-decay-style cosine\n")
                .find("is computed by code"),
            std::string::npos);
}

TEST(configurations, arguments_of_a_scheduler_are_read_however_they_are_written) {
  for (const char* const extras :
       {"lr_scheduler_kwargs: {min_lr_rate: 0.1}", "lr_scheduler_kwargs:\n  min_lr_rate: 0.1",
        "lr_scheduler_kwargs: '{\"min_lr_rate\": 0.1}'", "lr_scheduler_kwargs: \"{'min_lr_rate': 0.1}\""}) {
    EXPECT_EQ(
        problem("per_device_train_batch_size: 4\nlearning_rate: 1e-4\nmax_steps: 100\nlr_scheduler_type: "
                "cosine_with_min_lr\n" +
                std::string(extras) + "\n"),
        "read as hf.cosine_with_min_lr(num_warmup_steps=0, num_training_steps=100, min_lr_rate=0.1) | peak(0.0001)");
  }
  EXPECT_NE(problem("per_device_train_batch_size: 4\nlearning_rate: 1e-4\nmax_steps: 100\nlr_scheduler_type: "
                    "cosine\nlr_scheduler_kwargs: {min_lr: 1e-5}\n")
                .find("takes no argument min_lr"),
            std::string::npos);
  EXPECT_EQ(problem("per_device_train_batch_size: 4\nlearning_rate: 1e-4\nmax_steps: 100\nlr_scheduler_type: "
                    "warmup_stable_decay\nlr_scheduler_kwargs: {num_decay_steps: 20, decay_type: linear}\n"),
            "read as hf.warmup_stable_decay(num_warmup_steps=0, num_decay_steps=20, num_training_steps=100, "
            "decay_type=linear) | peak(0.0001)");
}

TEST(configurations, two_warmups_are_a_fault_that_says_what_each_release_does) {
  const auto read = taper::read_config(
      "per_device_train_batch_size: 4\nlearning_rate: 1e-4\nmax_steps: 1000\nwarmup_steps: 50\nwarmup_ratio: 0.1\n");
  ASSERT_TRUE(read);
  ASSERT_EQ(read->faults.size(), 1U);
  EXPECT_EQ(read->faults.front().id, "warmup-conflict");
  EXPECT_EQ(read->faults.front().line, 5U);
  EXPECT_NE(read->faults.front().message.find("4.x takes 50 steps, 5.0 to 5.12 takes the ratio, 100 steps"),
            std::string::npos)
      << read->faults.front().message;
}

TEST(configurations, what_is_none_says_so) {
  for (const char* const text : {"hello", "{}", "[1, 2]", "a: 1\nb: 2\n", "", "\x01\x02", "learning: 3"})
    EXPECT_NE(problem(text).find("no known configuration"), std::string::npos) << text << ": " << problem(text);
  EXPECT_NE(problem("{\"a\": ").find("not YAML or JSON"), std::string::npos) << problem("{\"a\": ");
  EXPECT_NE(problem("[optimizer]\nlr = \n").find("not TOML"), std::string::npos) << problem("[optimizer]\nlr = \n");
}

TEST(configurations, values_out_of_their_range_stop) {
  EXPECT_NE(problem("per_device_train_batch_size: 4\nlearning_rate: fast\nmax_steps: 100\n")
                .find("learning_rate (line 2) must be a number, got 'fast'"),
            std::string::npos);
  EXPECT_NE(problem("per_device_train_batch_size: 4\nlearning_rate: 1e-4\nmax_steps: 10.5\n").find("whole number"),
            std::string::npos);
  EXPECT_NE(problem("per_device_train_batch_size: 4\nlearning_rate: 1e-4\nmax_steps: 100\nwarmup_steps: -3\n")
                .find("negative"),
            std::string::npos);
  EXPECT_NE(problem("per_device_train_batch_size: 4\nlearning_rate: 1e-4\nmax_steps: 100\nlr_scheduler_type: linaer\n")
                .find("unknown-scheduler"),
            std::string::npos);
}

TEST(configurations, names_of_values_are_followed_where_the_format_defines_them) {
  const std::string rest =
      "global_train_batch_size: 256\nscheduler: {name: cosine_with_warmup, t_warmup: 100ba}\n"
      "optimizer: {name: adamw, lr: 1e-4}\n";
  EXPECT_NE(problem("a: ${b}\nb: 1000ba\nmax_duration: ${a}\n" + rest).find("read as composer."), std::string::npos);
  EXPECT_NE(problem("max_duration: ${max_duration}\n" + rest).find("max_duration"), std::string::npos);
  EXPECT_NE(problem("max_duration: ${oc.env:LENGTH}\n" + rest).find("computed by code"), std::string::npos);
  EXPECT_NE(problem("per_device_train_batch_size: 4\nlearning_rate: ${rate}\nrate: 1e-4\nmax_steps: 100\n")
                .find("computed by code"),
            std::string::npos);  // the Trainer's YAML has no such names
}

}  // namespace
