// The list of readers, in the order in which they are tried: READER(name), where src/configs/NAME.cpp defines
// `const config_reader NAME`. Formats that are identified by a name come first, those with only the Trainer's keys last.
// clang-format off
READER(olmo_core)
READER(megatron_bridge)
READER(nemo)
READER(nanotron)
READER(olmo)
READER(llm_foundry)
READER(torchtitan)
READER(litgpt)
READER(levanter)
READER(maxtext)
READER(torchtune)
READER(keras)
READER(ms_swift)
READER(megatron_lm)
READER(unsloth)
READER(axolotl)
READER(llama_factory)
READER(open_instruct)
READER(deepspeed)
READER(hf_trainer)
// clang-format on
