// Shell scripts and Python programs: what can be read as data is; whatever else sets the rate is an error with its line.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <utility>

#include "taper/configs/config.hpp"

namespace {

std::string answer(const std::string& text, const taper::run_facts& facts = {}) {
  const auto read = taper::read_config(text, facts);
  return read ? read->spec : read.error().message;
}

const std::string keys = " --per_device_train_batch_size 4 --max_steps 700 --lr_scheduler_type cosine ";
const std::string cosine = "hf.cosine(num_warmup_steps=0, num_training_steps=700) | peak(";

std::string read_at(const std::string& rate) { return cosine + rate + ")"; }

void expect(const std::string& text, const std::string& part) {
  EXPECT_NE(answer(text).find(part), std::string::npos) << text << "\n-> " << answer(text);
}

TEST(configurations, of_shell_scripts_have_the_value_that_a_variable_has_at_the_command) {
  const std::pair<const char*, const char*> scripts[] = {
      {"LR=3e-5\n", "3e-05"},
      {"LR=3e-5\nLR=4e-5\n", "4e-05"},
      {"export LR=3e-5 OTHER=1\n", "3e-05"},
      {"BASE=3\nLR=${BASE}e-5\n", "3e-05"},
      {"LR=${LR:-3e-5}\n", "3e-05"},
      {"LR=${1:-3e-5}\n", "3e-05"},
      {"LR=3e-5 # LR=4e-5\n", "3e-05"},
      {"LR='3e-5'\necho \"LR=4e-5\"\n", "3e-05"},
      {"if [ -n \"$X\" ]; then LR=3e-5; else LR=3e-5; fi\n", "3e-05"},
      {"LR=4e-5\nif true; then\n  LR=3e-5\nelse\n  LR=3e-5\nfi\n", "3e-05"},
      {"LR=3e-5\n(LR=4e-5)\n", "3e-05"},
      {"cd x && export LR=3e-5 && mkdir -p y\n", "3e-05"},
      {"cat > other.sh << END\nLR=4e-5\npython t.py --learning_rate 1 --lr_scheduler_type linear\nEND\nLR=3e-5\n",
       "3e-05"},
  };
  for (const auto& [head, rate] : scripts)
    EXPECT_EQ(answer("#!/bin/bash\n" + std::string(head) + "torchrun train.py --learning_rate $LR" + keys + "\n"),
              read_at(rate))
        << head;
}

TEST(configurations, of_shell_scripts_do_not_guess_a_value_that_depends_on_a_condition) {
  const std::pair<const char*, const char*> scripts[] = {
      {"if [ $1 = a ]; then\n  LR=3e-5\nelse\n  LR=4e-5\nfi\n", "'$LR', set under a condition in lines 3 and 5"},
      {"LR=3e-5\nif [ $1 = a ]; then\n  LR=4e-5\nfi\n", "'$LR', set under a condition in line 4"},
      {"case $1 in\n  a) LR=3e-5 ;;\n  *) LR=4e-5 ;;\nesac\n", "'$LR', set under a condition in lines 3 and 4"},
      {"LR=3e-5\n[ $1 = a ] && LR=4e-5\n", "'$LR', set under a condition in line 3"},
      {"LR=3e-5\ntest -f x || LR=4e-5\n", "'$LR', set under a condition in line 3"},
      {"LR=3e-5\nwhile read x; do\n  LR=$x\ndone < file\n", "'$LR', set in a loop in line 4"},
      {"LR=3e-5\nset_rate() {\n  LR=4e-5\n}\nset_rate\n", "'$LR', set in a function in line 4"},
      {"LR=3e-5\nread LR\n", "'$LR', set by read in line 3"},
      {"LR=$(cat lr.txt)\n", "'$(cat lr.txt)'"},
      {"LR=`cat lr.txt`\n", "'`cat lr.txt`'"},
      {"LR=${LR%x}\n", "'${LR%x}'"},
      {"", "'$LR'"},
  };
  for (const auto& [head, part] : scripts)
    expect("#!/bin/bash\n" + std::string(head) + "torchrun train.py --learning_rate $LR" + keys + "\n",
           "is computed by code: " + std::string(part));
}

TEST(configurations, of_commands_in_loops_and_functions_do_not_have_the_value_of_another_pass) {
  expect("#!/bin/bash\nfor LR in 3e-5 4e-5; do\n  python t.py --learning_rate $LR" + keys + "\ndone\n",
         "'$LR', set by the loop in line 2");
  expect("#!/bin/bash\nLR=3e-5\nfor i in 1 2; do\n  python t.py --learning_rate $LR" + keys + "\n  LR=4e-5\ndone\n",
         "'$LR', set in a loop in line 5");
  expect("#!/bin/bash\nLR=3e-5\nrun() {\n  python t.py --learning_rate $LR" + keys + "\n}\nLR=4e-5\nrun\n",
         "'$LR', set again after or in a function, in line 6");
  EXPECT_EQ(answer("#!/bin/bash\nfor i in 1 2; do\n  LR=3e-5\n  python t.py --seed $i --learning_rate $LR" + keys +
                   "\ndone\n"),
            read_at("3e-05"));
}

TEST(configurations, of_shell_scripts_follow_lists_of_options) {
  const std::string run = "--learning_rate 3e-5" + keys;
  for (const std::string& script :
       {"ARGS=( " + run + ")\npython t.py \"${ARGS[@]}\"\n",
        "ARGS=\" \\\n  " + run + " \\\n \"\npython t.py $ARGS --bf16 True\n",
        "A=\"--learning_rate 3e-5\"\nB=\" $A " + keys + "\"\nCMD=\"t.py $B\"\ntorchrun --nproc_per_node 8 $CMD\n",
        "CMD=\"python t.py " + run + "\"\necho $CMD\neval $CMD\n", "CMD=\"python t.py " + run + "\"\neval \"$CMD\"\n",
        "srun bash -c \"cd x; python t.py " + run + "\"\n", "ARGS=()\nARGS+=( " + run + ")\npython t.py ${ARGS[*]}\n",
        "python t.py " + run + " \"$@\" 2>&1 | tee log.txt\n",
        "ARGS=\"" + run + "\"\nif [ -n \"$X\" ]; then\n  ARGS=\"$ARGS --bf16 True\"\nfi\npython t.py $ARGS\n"})
    EXPECT_EQ(answer("#!/bin/bash\n" + script), read_at("3e-05")) << script;
  expect("#!/bin/bash\nARGS=\"" + run +
             "\"\nif [ -n \"$X\" ]; then\n  ARGS=\"$ARGS --warmup_steps 30\"\nfi\npython t.py $ARGS\n",
         "warmup_steps (line 4) is computed by code: '30', set under a condition in line 4");
  expect("#!/bin/bash\nEXTRA=\"\"\n[ -n \"$X\" ] && EXTRA=\"--learning_rate 4e-5\"\npython t.py " + run + " $EXTRA\n",
         "learning_rate (line 3) is computed by code: '4e-5', set under a condition in line 3");
}

TEST(configurations, of_shell_scripts_compute_with_whole_numbers) {
  const std::string megatron = " --lr 1e-4 --lr-decay-style cosine --global-batch-size 8\n";
  for (const char* const steps : {"$((5000 / 10))", "$((N / 10))", "$(( ($N + 5000) / 20 ))", "$((N % 4500))",
                                  "$(expr $N / 10)", "$(expr 1000 - 500)"})
    expect("#!/bin/bash\nN=5000\npython pretrain_gpt.py --train-iters " + std::string(steps) + megatron,
           "lr_decay_steps=500,");
  for (const char* const steps : {"$((M / 10))", "$((N / 0))", "$((N ** 2))", "$((010))", "$(expr N / 10)",
                                  "$(expr $M / 10)", "$(expr length abc)"})
    expect("#!/bin/bash\nN=5000\npython pretrain_gpt.py --train-iters " + std::string(steps) + megatron,
           "train_iters (line 3) is computed by code");
}

TEST(configurations, of_shell_scripts_are_those_of_the_training_command) {
  for (const char* const before :
       {"pip install --upgrade --quiet transformers\n", "huggingface-cli download --local-dir models/x org/x\n",
        "python prepare.py --output_dir data --max_samples 10\n",
        "while [ $# -gt 0 ]; do\ncase $1 in\n  --debug) DEBUG=1; shift ;;\nesac\ndone\n"})
    EXPECT_EQ(answer("#!/bin/bash\n" + std::string(before) + "python t.py --learning_rate 3e-5" + keys + "\n"),
              read_at("3e-05"))
        << before;
  const std::string command = "python t.py --learning_rate 3e-5" + keys;
  expect(command + "\n\n" + command + "--learning_rate 4e-5\n",
         "several commands have a learning rate (lines 1 and 3): cannot determine which one ran");
  EXPECT_EQ(answer(command + "--seed 1\n" + command + "--seed 2\n"), read_at("3e-05"));
  expect("python t.py --config recipe.yaml --learning_rate 3e-5" + keys, "takes its other settings from 'recipe.yaml'");
  expect("llamafactory-cli train sft.yaml learning_rate=3e-5 lr_scheduler_type=cosine max_steps=100\n",
         "takes its other settings from 'sft.yaml'");
}

TEST(configurations, with_a_key_that_is_given_twice_are_not_guessed) {
  expect("lr_scheduler_type: cosine\nlearning_rate: 3.0e-5\nmax_steps: 700\nlearning_rate: 4.0e-5\n",
         "learning_rate is given twice (lines 2 and 4)");
}

TEST(configurations, of_yaml_files_with_several_documents_are_not_guessed) {
  const std::string one = "lr_scheduler_type: cosine\nlearning_rate: 3.0e-5\nmax_steps: 700\n";
  EXPECT_EQ(answer("# c\n" + one + "---\nname: x\n"), read_at("3e-05"));
  EXPECT_FALSE(taper::read_config("{\"a\": {\"b\": 1$((e}}, \"c\":$($( {\"d\": [1\n3\": 1}}}\n"));  // and ends
  expect("# c\n" + one + "---\noutput_dir: b\nlearning_rate: 4.0e-5\n",
         "several documents have a learning rate (lines 2 and 6)");
}

TEST(configurations, of_other_trainers_are_not_the_trainers) {
  for (const char* const text :
       {"python main.py --learning_rate 3e-4 --max_steps 9000 --batch_size 16\n",
        "output_dir: a\nlearning_rate: 3.0e-4\nbatch_size: 16\n",
        "output_dir: a\nlearning_rate: 3.0e-4\nmax_steps: 900\n",
        "output_dir: a\nlearning_rate: 3.0e-4\nnum_train_epochs: 3\n", "learning_rate: 3.0e-4\nwarmup_ratio: 0.1\n",
        "./run_mlm_flax.py --learning_rate 3e-4 --per_device_train_batch_size 8 --max_steps 9\n"})
    expect(text, "no known configuration");
  expect("lr_scheduler_type: cosine\nmax_steps: 700\n", "no learning_rate: its default depends on the program");
  expect(
      "python llm_sft.py --sft_type lora --model_type qwen --learning_rate 1e-4 --warmup_ratio 0.03 --num_train_epochs "
      "1\n",
      "sft_type (line 1) is of ms-swift 1 and 2");
}

const std::string program = "from transformers import TrainingArguments\n";
const std::string arguments = "per_device_train_batch_size=4, max_steps=700, lr_scheduler_type=\"cosine\"";

TEST(configurations, of_python_programs_are_the_literal_arguments) {
  const std::pair<std::string, const char*> programs[] = {
      {"args = TrainingArguments(learning_rate=3e-5, " + arguments + ")\n", "3e-05"},
      {"\"\"\"Example:\n    args = TrainingArguments(learning_rate=4e-5, max_steps=100)\n\"\"\"\nargs = "
       "TrainingArguments(learning_rate=3e-5, " +
           arguments + ")\n",
       "3e-05"},
      {"text = 'TrainingArguments(learning_rate=4e-5)'\nargs = TrainingArguments(learning_rate=3e-5, " + arguments +
           ")\n",
       "3e-05"},
      {"# args = TrainingArguments(learning_rate=4e-5)\nargs = TrainingArguments(learning_rate=3e-5, " + arguments +
           ")\n",
       "3e-05"},
      {"LR: float = 3e-5\nargs = TrainingArguments(learning_rate=LR, " + arguments + ")\n", "3e-05"},
      {"hp = {\"learning_rate\": 3e-5, \"max_steps\": 700}\nargs = TrainingArguments(lr_scheduler_type=\"cosine\", "
       "**hp)\n",
       "3e-05"},
      {"hp = dict(learning_rate=3e-5)\nargs = TrainingArguments(**hp, " + arguments + ")\n", "3e-05"},
      {"args = TrainingArguments(learning_rate=3e-5, " + arguments +
           ")\nmodel.config.use_cache = False\nlogs[\"learning_rate\"] = 1\n"
           "trainer = Trainer(model, args, optimizers=(None, None))\n",
       "3e-05"},
      {"def f(lr=3e-5):\n    pass\nargs = TrainingArguments(learning_rate=3e-5, " + arguments + ")\n", "3e-05"},
  };
  for (const auto& [text, rate] : programs) EXPECT_EQ(answer(program + text), read_at(rate)) << text;
}

TEST(configurations, of_python_programs_are_an_error_if_something_else_sets_the_rate) {
  const std::string call = "args = TrainingArguments(learning_rate=3e-5, " + arguments + ")\n";
  const std::pair<std::string, const char*> programs[] = {
      {call + "args.learning_rate = 4e-5\n", "'args.learning_rate = …' (line 3)"},
      {call + "trainer.args.max_steps += 1\n", "'trainer.args.max_steps = …' (line 3)"},
      {call + "if big:\n    args.warmup_steps = 3\n", "'args.warmup_steps = …' (line 4)"},
      {call + "setattr(args, 'warmup_steps', 3)\n", "'setattr(…)' (line 3)"},
      {call + "for k, v in more.items():\n    setattr(args, k, v)\n", "'setattr(…)' (line 4)"},
      {call + "args.set_lr_scheduler(name='linear')\n", "'set_lr_scheduler(…)' (line 3)"},
      {call + "args = dataclasses.replace(args, learning_rate=1)\n", "'replace(…)' (line 3)"},
      {call + "trainer = Trainer(model, args, optimizers=(opt, sched))\n", "'optimizers=…' (line 3)"},
      {call + "class Mine(Trainer):\n    def create_scheduler(self, n, optimizer=None):\n        pass\n",
       "'create_scheduler(…)' (line 4)"},
      {call + "for group in opt.param_groups:\n    group['lr'] = 1\n", "(line 4)"},
      {"class TrainingArguments(Base):\n    learning_rate = 1\n" + call,
       "own class TrainingArguments (line 4): its defaults"},
      {"from mine.args import TrainingArguments\n" + call, "the class TrainingArguments of mine.args (line 3)"},
      {"args = TrainingArguments(**vars(cli), " + arguments + ")\n", "**vars(cli) (line 2) passes arguments"},
      {"hp = {\"learning_rate\": 3e-5}\nhp[\"learning_rate\"] = 4e-5\nargs = TrainingArguments(**hp, " + arguments +
           ")\n",
       "(line 3)"},
      {"hp = {\"learning_rate\": 3e-5}\nhp.update(more)\nargs = TrainingArguments(**hp, " + arguments + ")\n",
       "**hp (line 4) passes arguments"},
      {call + "other = TrainingArguments(learning_rate=4e-5, " + arguments + ")\n",
       "several calls have a learning rate (lines 2 and 3)"},
  };
  for (const auto& [text, part] : programs) expect(program + text, part);
}

TEST(configurations, of_python_programs_do_not_guess_the_value_of_a_name) {
  const std::string call = "args = TrainingArguments(learning_rate=lr, " + arguments + ")\n";
  for (const std::string& text :
       {"if big:\n    lr = 3e-5\nelse:\n    lr = 4e-5\n" + call, "lr = 3e-5\nif big: lr = 4e-5\n" + call,
        "lr = 3e-5\nlr *= 2\n" + call, "lr = 3e-5\nlr, n = 4e-5, 3\n" + call, "lr = 3e-5\nn = lr = 4e-5\n" + call,
        "lr = 3e-5\nfor lr in rates:\n    pass\n" + call, "lr = 3e-5\nfrom other import lr\n" + call,
        "lr = 3e-5\ndef run(lr):\n    " + call, "def run(lr=3e-5):\n    " + call,
        "lr = 3e-5\nif (lr := f()):\n    pass\n" + call, "lr = 3e-5 if big else 4e-5\n" + call,
        "lr = float(x)\n" + call, call + "lr = 3e-5\nlr = 4e-5\n", call})
    expect(program + text, "is computed by code: 'lr'");
  expect(program + "args = TrainingArguments(lr_scheduler_type=kind, max_steps=700)\n",
         "lr_scheduler_type (line 2) is computed by code: 'kind'");
}

TEST(configurations, the_launcher_says_how_many_processes_share_an_epoch) {
  const std::string options =
      " --output_dir o --save_steps 10 --learning_rate 1e-4 --per_device_train_batch_size 2 --num_train_epochs 1\n";
  const auto steps = [&](const std::string& launcher, std::optional<std::uint64_t> given = {}) {
    const auto read = taper::read_config(launcher + options, {.dataset_size = 1600, .world_size = given});
    return read ? read->steps.value_or(0) : 0;
  };
  for (const char* const eight :
       {"torchrun --nproc_per_node=8 train.py", "torchrun --nproc_per_node 8 train.py",
        "torchrun --nproc-per-node 4 --nnodes=2 train.py", "N=8\ntorchrun --nproc_per_node $N train.py",
        "accelerate launch --num_processes 8 train.py", "deepspeed --num_gpus=8 train.py",
        "deepspeed --include localhost:0,1,2,3,4,5,6,7 train.py",
        "deepspeed --include=\"localhost:0,1,2,3,4,5,6,7\" train.py", "torchrun --nproc_per_node 8 -m package.train",
        "python -m torch.distributed.launch --nproc_per_node=8 --use_env train.py"})
    EXPECT_EQ(steps(eight), 100U) << eight;
  for (const char* const one :
       {"python train.py", "torchrun --nproc_per_node auto train.py", "torchrun --nproc_per_node $N train.py",
        "torchrun --nproc_per_node 8 --nnodes 1:4 train.py"})
    EXPECT_EQ(steps(one), 800U) << one;
  EXPECT_EQ(steps("torchrun --nproc_per_node=8 train.py", 4), 200U);
}

TEST(configurations, of_programs_with_loops_of_their_own_are_not_the_trainers) {
  const std::string shared =
      "python train.py --model_name_or_path m --learning_rate 1e-4 --per_device_train_batch_size 2 --num_train_epochs "
      "3 --lr_scheduler_type cosine";
  EXPECT_EQ(answer(shared + "\n"), "no known configuration of a learning rate");
  for (const char* const own :
       {" --zero_stage 2 --bf16", " --ds_file a.json --max_grad_norm 1", " --num_warmup_steps 10 --report_to wandb"})
    EXPECT_EQ(answer(shared + own + "\n"), "no known configuration of a learning rate") << own;
  EXPECT_EQ(answer(shared + " --bf16 --max_steps 100\n"),
            "hf.cosine(num_warmup_steps=0, num_training_steps=100) | peak(0.0001)");
}

TEST(configurations, the_old_name_of_the_batch_counts) {
  const auto read = taper::read_config(
      "from transformers import TrainingArguments\nTrainingArguments(per_gpu_train_batch_size=32, "
      "per_device_eval_batch_size=8,\n"
      "  num_train_epochs=1, learning_rate=1e-4)\n",
      {.dataset_size = 3200, .world_size = 1});
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->steps, 100U);
}

TEST(configurations, in_a_section_of_a_larger_file_are_read_with_the_rest_in_view) {
  const std::string section =
      "training_args:\n  learning_rate: ${lr}\n  per_device_train_batch_size: 8\n  max_steps: 700\n  "
      "lr_scheduler_type: cosine\n";
  EXPECT_EQ(answer("lr: 3e-5\nmodel: {name: x}\nevaluation: {steps: 5}\n" + section), read_at("3e-05"));
  expect("lr: 3e-5\nscheduler: {warmup: 5}\n" + section, "scheduler (line 2) looks like a setting");
  expect("lr: 3e-5\nwarmup_steps: 5\n" + section, "warmup_steps (line 2) looks like a setting");
  expect(section, "training_args.learning_rate (line 2) is computed by code: '${lr}'");
  expect("training:\n  learning_rate: 1e-4\n  per_device_train_batch_size: 8\n  max_steps: 700\n",
         "no lr_scheduler_type in training");
  expect(
      "a:\n  learning_rate: 1e-4\n  lr_scheduler_type: cosine\n  max_steps: 9\nb:\n  learning_rate: 2e-4\n  "
      "lr_scheduler_type: cosine\n"
      "  max_steps: 9\n",
      "several sections have a learning rate (lines 1 and 5)");
  expect(
      "[training]\nlearning_rate = 3e-5\nper_device_train_batch_size = 8\nmax_steps = 700\nlr_scheduler_type = "
      "\"cosine\"\n",
      read_at("3e-05"));
  expect("optim:\n  lr: 1e-4\n  lr_scheduler_type: constant\n", "no known configuration");
}

TEST(configurations, merge_yaml_maps_as_yaml_does) {
  const std::string rest = "per_device_train_batch_size: 8\nmax_steps: 700\nlr_scheduler_type: cosine\n";
  const std::string late = "hf.cosine(num_warmup_steps=70, num_training_steps=700) | peak(3e-05)";
  const std::pair<std::string, std::string> files[] = {
      {"x: &x {learning_rate: 3e-5}\n<<: *x\n" + rest, read_at("3e-05")},
      {"x: &x {warmup_steps: 70}\ny: &y {learning_rate: 3e-5}\n<<: [*x, *y]\n" + rest, late},
      {"x: &x {warmup_steps: 70}\ny: &y\n  <<: *x\n  learning_rate: 3e-5\n<<: *y\n" + rest, late},
      {"x: &x {learning_rate: 3e-5}\ny: &y {learning_rate: 4e-5}\n<<: [*x, *y]\n" + rest, read_at("3e-05")},
      {"x: &x {learning_rate: 4e-5}\n<<: *x\nlearning_rate: 3e-5\n" + rest, read_at("3e-05")},
      {"x: &x {learning_rate: 4e-5}\nlearning_rate: 3e-5\n<<: *x\n" + rest, read_at("3e-05")},
  };
  for (const auto& [text, read] : files) EXPECT_EQ(answer(text), read) << text;
  expect("x: &x {learning_rate: 3e-5, lr_foo: 1}\n<<: *x\n" + rest, "lr_foo (line 1) looks like a setting");
  expect("x: &x {learning_rate: 3e-5}\ny: {lr_foo: 1}\n<<: *x\n" + rest, "y.lr_foo (line 2) looks like a setting");
}

TEST(configurations, refuse_merges_that_expand_without_an_end) {
  std::string bomb = "a: &a {x: 1}\n";
  for (char c = 'b'; c < 'n'; ++c) {
    const std::string before = std::string("*") + static_cast<char>(c - 1);
    bomb += std::string(1, c) + ": &" + c + " {<<: [" + before;
    for (int i = 0; i < 9; ++i) bomb += ", " + before;
    bomb += "]}\n";
  }
  expect(bomb, "more than 200,000 values");
  expect("x: &x\n  <<: *x\n  learning_rate: 1\n", "more than 100 levels");
}

TEST(configurations, of_windows_scripts_go_on_after_a_backtick_or_a_caret) {
  for (const std::string end : {" \\", " `", " ^"}) {
    for (const std::string line : {"\n", "\r\n"}) {
      const std::string text = "torchrun train.py" + end + line + "  --learning_rate=3e-5" + end + line +
                               "  --per_device_train_batch_size=4 --max_steps=700" + end + line +
                               "  --lr_scheduler_type=\"cosine\"" + line;
      EXPECT_EQ(answer(text), read_at("3e-05")) << text;
    }
  }
  expect("$lr = 3e-5\ntorchrun train.py `\n  --learning_rate=$lr `\n" + keys + "\n",
         "learning_rate (line 3) is computed by code: '$lr'");
}

TEST(configurations, of_python_calls_with_continued_lines_are_not_a_shell_script) {
  EXPECT_EQ(answer("lr = 3e-5\ntrainer = Trainer(\n    args=TrainingArguments(learning_rate=lr, \\\n        "
                   "lr_scheduler_type=\"cosine\", max_steps=700, \\\n        output_dir=x),\n)\n"),
            read_at("3e-05"));
}

TEST(configurations, of_trl_commands_have_the_default_rate_of_their_method) {
  EXPECT_EQ(answer("trl sft --model_name_or_path m --max_steps 700 --lr_scheduler_type cosine\n"), read_at("2e-05"));
  EXPECT_EQ(answer("trl dpo --model_name_or_path m --max_steps 700 --lr_scheduler_type cosine\n"), read_at("1e-06"));
  EXPECT_EQ(
      answer("trl vllm-serve --model m &\ntrl dpo --model_name_or_path m --max_steps 700 --lr_scheduler_type cosine\n"),
      read_at("1e-06"));
  expect("trl sft --config sft.yaml --max_steps 700\n", "takes its other settings from 'sft.yaml'");
}

TEST(configurations, of_hydra_say_that_the_files_of_the_defaults_list_are_not_read) {
  const std::string nemo =
      "trainer: {max_steps: 100}\nmodel: {optim: {lr: 1e-3, sched: {name: CosineAnnealing, warmup_steps: 10}}}\n";
  const auto noted = [](const std::string& text) {
    const auto read = taper::read_config(text);
    return read && std::ranges::any_of(read->notes, [](const auto& n) { return n.id == "base-not-read"; });
  };
  EXPECT_TRUE(noted("defaults:\n- model: gpt\n- _self_\n" + nemo));
  EXPECT_FALSE(noted("defaults:\n- _self_\n" + nemo));
  EXPECT_FALSE(noted(nemo));
}

TEST(configurations, of_sd_scripts_can_have_no_section) {
  const std::string toml =
      "pretrained_model_name_or_path = \"x\"\nlearning_rate = 3e-5\nlr_scheduler = \"cosine\"\nmax_train_steps = "
      "700\noptimizer_type = \"AdamW\"\nsave_last = true\n";
  EXPECT_EQ(answer(toml), read_at("3e-05"));
}

TEST(configurations, of_mosaics_runs_are_in_their_parameters) {
  const std::string parameters =
      "parameters:\n  max_duration: 100ba\n  global_train_batch_size: 256\n"
      "  scheduler: {name: cosine_with_warmup, t_warmup: 10ba, alpha_f: 0.1}\n  optimizer: {name: decoupled_adamw, lr: "
      "6.0e-4}\n";
  expect("name: mpt\ncommand: |\n  cd llm-foundry/scripts\n  composer train/train.py /mnt/config/parameters.yaml\n" +
             parameters,
         "composer.CosineAnnealingWithWarmupScheduler(t_warmup=10, alpha_f=0.1) | peak(0.0006)");
  expect("name: mpt\ncommand: |\n  composer train.py /mnt/config/parameters.yaml optimizer.lr=1e-3 max_duration=9ba\n" +
             parameters,
         "command (line 2) sets optimizer.lr");
}

TEST(configurations, of_nanogpt_are_not_those_of_any_program_with_such_names) {
  const std::string settings =
      "learning_rate = 6e-4\nmax_iters = 1000\nwarmup_iters = 100\nlr_decay_iters = 1000\nmin_lr = 6e-5\n";
  const std::string newer =
      "megatron.OptimizerParamScheduler(init_lr=5.94059405940594e-06, max_lr=0.0006, min_lr=6e-05, "
      "lr_warmup_steps=100, "
      "lr_decay_steps=1000, lr_decay_style=cosine)";
  EXPECT_EQ(answer(settings), newer);
  EXPECT_EQ(answer("import time\n" + settings), newer);
  const auto train_py = [&](const std::string& warmup) {
    return "import torch\n" + settings + "def get_lr(it):\n    if it < warmup_iters:\n        return " + warmup +
           "\n    if it > lr_decay_iters:\n        return min_lr\n    decay_ratio = (it - warmup_iters) / "
           "(lr_decay_iters - warmup_iters)\n"
           "    coeff = 0.5 * (1.0 + math.cos(math.pi * decay_ratio))\n    return min_lr + coeff * (learning_rate - "
           "min_lr)\n";
  };
  EXPECT_EQ(answer(train_py("learning_rate * (it + 1) / (warmup_iters + 1)")), newer);
  EXPECT_EQ(answer(train_py("learning_rate * it / warmup_iters")),
            "megatron.OptimizerParamScheduler(max_lr=0.0006, min_lr=6e-05, lr_warmup_steps=100, lr_decay_steps=1000, "
            "lr_decay_style=cosine)");
  for (const std::string& other :
       {train_py("learning_rate * 0.5"), std::string("import torch\nmax_iters = 5000\nlearning_rate = 3e-4\n"),
        std::string("class Config:\n    learning_rate = 3e-4\n    max_iters = 300\n"),
        std::string("learning_rate = 3e-4\nmax_iters = 300\nfor i in range(max_iters):\n    pass\n")})
    EXPECT_EQ(answer(other), "no known configuration of a learning rate") << other;
}

TEST(configurations, of_commands_with_options_that_the_script_does_not_show_have_a_note) {
  const std::string command = "python train.py --learning_rate 1e-4" + keys;
  const std::pair<std::string, std::string> scripts[] = {{command + "$EXTRA_ARGS\n", "$EXTRA_ARGS"},
                                                         {command + "\"$@\"\n", ""},  // run without arguments
                                                         {command + "${EXTRA:-}\n", ""},
                                                         {"EXTRA=\n" + command + "$EXTRA\n", ""},
                                                         {"EXTRA=--bf16\n" + command + "$EXTRA\n", ""},
                                                         {command + "--output_dir $OUT\n", ""},
                                                         {"$PYTHON train.py --learning_rate 1e-4" + keys + "\n", ""}};
  for (const auto& [script, named] : scripts) {
    const auto read = taper::read_config(script);
    ASSERT_TRUE(read) << script << read.error().message;
    EXPECT_EQ(read->spec, read_at("0.0001")) << script;
    const auto note = std::ranges::find(read->notes, "arguments-unknown", &taper::config_finding::id);
    ASSERT_EQ(note != read->notes.end(), !named.empty()) << script;
    if (!named.empty()) {
      EXPECT_NE(note->message.find("'" + named + "'"), std::string::npos) << note->message;
    }
  }
}

TEST(configurations, with_stars_before_nothing_are_refused) {
  expect("from transformers import TrainingArguments\nTrainingArguments(learning_rate=1e-4, max_steps=9, **)\n",
         "passes arguments whose names and values are not known here");
}

}  // namespace
