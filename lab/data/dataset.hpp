// The data sets of the experiments: contents, location, readers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "taper/result.hpp"

namespace taper::lab {

/// Tokens of a text, in order: training and held-out text.
struct text_data {
  std::vector<std::uint16_t> train;     ///< ids in [0, vocabulary)
  std::vector<std::uint16_t> held_out;  ///< never trained on
  int vocabulary = 0;
  std::string name;
  std::string note = {};  ///< one line on omissions or remapping; empty if the set is complete
};

/// Labeled images of 3 planes (red, green, blue) of 32 x 32 bytes, rows from the top: 3,072 bytes per image, as in the
/// binary version of CIFAR-10.
struct image_data {
  static constexpr std::size_t image_bytes = 3 * 32 * 32;

  std::vector<std::uint8_t> train_pixels;
  std::vector<std::uint8_t> train_labels;  ///< 0 … 9
  std::vector<std::uint8_t> test_pixels;
  std::vector<std::uint8_t> test_labels;
  std::string name;
  std::string note = {};  ///< one line, e.g. "20000 of the 50000 training images (data_batch_1, data_batch_2)"
};

/// A text drawn from a known distribution: the lowest possible loss is known exactly.
struct synthetic_text {
  text_data data;
  double entropy_rate = 0.0;  ///< nats per token in the stationary state: the lowest expected loss of any predictor
};

/// Names that `lab data prepare` and find_data() know: tinyshakespeare, wikitext-2, wikitext-103,
/// cifar-10-batches-bin, gpt2-bpe.
std::vector<std::string> dataset_names();

/// The folder of one set: in $TAPER_DATA, else where `lab data prepare` puts it ($XDG_DATA_HOME/taper or
/// ~/.local/share/taper), else ../shared/data and ../../shared/data relative to the source tree.
/// The error names the command that prepares it.
taper::result<std::filesystem::path> find_data(std::string_view name);

/// Characters of tiny Shakespeare (`path`: the file, or the folder that holds input.txt): ids in the order of the
/// bytes that occur; the last 10 % are held out, which is the split of char-rnn and nanoGPT.
taper::result<text_data> load_shakespeare(const std::filesystem::path& path);

/// WikiText (`path`: the folder with train.txt and valid.txt, or wiki.train.tokens and wiki.valid.tokens) in GPT-2
/// byte-level BPE. `limit_vocabulary` > 0 keeps the limit_vocabulary - 1 most frequent ids of the training text
/// (ids 0, 1, … by falling frequency, ties by smaller id) and maps every other to the last id; 0 keeps all 50,257.
/// The vocabulary is the data set gpt2-bpe; the ids are cached in $TAPER_CACHE (or ~/.cache/taper), whole or not at
/// all, for exactly this text and vocabulary.
taper::result<text_data> load_wikitext(const std::filesystem::path& path, int limit_vocabulary = 0);

/// `size` tokens of training text and a tenth of it held out, from a random language of known entropy:
///
///   p(c | a, b) = 1/2 P(c | b) + 1/2 Q(c | a)        a, b the last two tokens
///
/// P and Q give every token `successors` successors with random integer weights, so that a model must look two tokens
/// back, but the distribution has only 2 V rows to learn. Entropy rate = sum over pairs of pi(a, b) H(p(. | a, b)), pi
/// the stationary distribution of pairs. The law is drawn from `seed`, training and held-out text from streams of their
/// own; the ids are the same on every machine.
///
/// Valid    2 <= successors <= vocabulary <= 1024.
/// Accuracy the entropy rate to 1e-12 (the power iteration runs until it converges).
/// Source   mixture transition distribution: Raftery 1985, J. R. Statist. Soc. B 47(3).
synthetic_text synthetic_language(std::uint64_t seed, std::size_t size, int vocabulary = 64, int successors = 6);

/// CIFAR-10, binary version (`path`: the folder). Uses the available training batches, at least one;
/// `note` lists missing ones.
taper::result<image_data> load_cifar10(const std::filesystem::path& path);

}  // namespace taper::lab
