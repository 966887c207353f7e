// GPT-2's byte-pair encoding compared with tiktoken and tokenizers, and messages for broken files.
#include "data/bpe.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <fstream>
#include <nlohmann/json.hpp>
#include <random>

#include "data/dataset.hpp"
#include "data/file.hpp"
#include "data/pieces.hpp"

namespace taper::lab {
namespace {

const std::filesystem::path vectors = std::filesystem::path(TAPER_SOURCE_DIR) / "conformance/lab";

std::string from_hex(const std::string& hex) {
  std::string out;
  for (std::size_t k = 0; k + 1 < hex.size(); k += 2)
    out += static_cast<char>(std::stoi(hex.substr(k, 2), nullptr, 16));
  return out;
}

void agrees_with(const std::string& file, const bpe_vocabulary& vocabulary) {
  std::ifstream in(vectors / file);
  const nlohmann::json data = nlohmann::json::parse(in);
  EXPECT_EQ(data["tokens"], vocabulary.size());
  ASSERT_GT(data["rows"].size(), 400U);
  bpe_encoder encoder(vocabulary);
  for (const auto& row : data["rows"]) {
    const std::string text = from_hex(row["text"]);
    const std::vector<token_id> ids = encoder.encode(text);
    EXPECT_EQ(ids, row["ids"].get<std::vector<token_id>>()) << text;
    EXPECT_EQ(encoder.encode(text), ids) << "the second time, from memory: " << text;
    EXPECT_EQ(decode(vocabulary, ids), text);
  }
}

bpe_vocabulary small() { return bpe_vocabulary::read(vectors / "small").value(); }

TEST(bpe, agrees_with_tiktoken_and_tokenizers_on_a_small_vocabulary) { agrees_with("bpe_small.json", small()); }

TEST(bpe, agrees_with_tiktoken_and_tokenizers_on_the_published_vocabulary) {
  const auto folder = find_data("gpt2-bpe");
  if (!folder) GTEST_SKIP() << folder.error().message;
  agrees_with("bpe_gpt2.json", bpe_vocabulary::read(*folder).value());
}

TEST(bpe, gives_the_published_token_ids) {
  const auto folder = find_data("gpt2-bpe");
  if (!folder) GTEST_SKIP() << folder.error().message;
  const bpe_vocabulary vocabulary = bpe_vocabulary::read(*folder).value();
  EXPECT_EQ(vocabulary.size(), 50257);
  bpe_encoder encoder(vocabulary);
  EXPECT_EQ(encoder.encode("Hello world"), (std::vector<token_id>{15496, 995}));
  EXPECT_EQ(encoder.encode(" the"), (std::vector<token_id>{262}));
  EXPECT_EQ(encoder.encode("\n\n"), (std::vector<token_id>{628}));
  EXPECT_EQ(vocabulary.bytes(50256), "<|endoftext|>");
}

TEST(bpe, round_trips_any_bytes) {
  const bpe_vocabulary vocabulary = small();
  bpe_encoder encoder(vocabulary);
  std::mt19937 draw(3);
  for (int round = 0; round < 300; ++round) {
    std::string text;
    for (auto k = draw() % 80; k > 0; --k)
      text += static_cast<char>(draw() % 4 == 0 ? draw() % 256 : " \n'stabc\xe2\x80"[draw() % 10]);
    EXPECT_EQ(decode(vocabulary, encoder.encode(text)), text);
  }
}

TEST(bpe, encodes_a_long_word_in_little_more_than_linear_time) {
  const bpe_vocabulary vocabulary = small();
  bpe_encoder encoder(vocabulary);
  const std::string text(2'000'000, 'a');  // quadratic merging would take hours
  EXPECT_EQ(decode(vocabulary, encoder.encode(text)), text);
}

TEST(pieces, cover_the_text_without_gaps) {
  const std::string text = "It's  a\tday, isn't it? 12 \xff\xfe 3\n\n  end  ";
  std::vector<std::string> pieces;
  for (std::size_t from = 0; from < text.size();) {
    const std::size_t end = piece_end(text, from);
    ASSERT_GT(end, from);
    pieces.push_back(text.substr(from, end - from));
    from = end;
  }
  EXPECT_EQ(pieces, (std::vector<std::string>{"It", "'s", " ", " a", "\t", "day", ",", " isn", "'t", " it", "?", " 12",
                                              " \xff\xfe", " 3", "\n\n ", " end", "  "}));
}

struct broken {
  const char*
      encoder;  // a change of the small encoder.json, as a JSON merge patch; or the whole text where it is no object
  const char* merges;  // lines put behind the small vocab.bpe
  const char* says;
};

class broken_vocabulary : public testing::TestWithParam<broken> {};

TEST_P(broken_vocabulary, is_one_clear_line) {
  nlohmann::json encoder = nlohmann::json::parse(read_whole(vectors / "small/encoder.json").value());
  const nlohmann::json patch = nlohmann::json::parse(GetParam().encoder, nullptr, false);
  std::string text = GetParam().encoder;
  if (patch.is_object()) {
    encoder.merge_patch(patch);
    text = encoder.dump();
  }
  const auto read = bpe_vocabulary::parse(text, read_whole(vectors / "small/vocab.bpe").value() + GetParam().merges);
  ASSERT_FALSE(read.has_value());
  EXPECT_NE(read.error().message.find(GetParam().says), std::string::npos) << read.error().message;
  EXPECT_EQ(read.error().message.find('\n'), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(files, broken_vocabulary,
                         testing::Values(broken{"{\"a", "", "encoder.json: not JSON"},
                                         broken{"[1]", "", "not an object"}, broken{"7", "", "not an object"},
                                         broken{R"({"a":null})", "", "is not a whole number from 0 to"},
                                         broken{R"({"a":70})", "", "is given twice"},
                                         broken{R"({"a":-1})", "", "is not a whole number"},
                                         broken{R"({"a":1.5})", "", "is not a whole number"},
                                         broken{R"({"a":"x"})", "", "is not a whole number"},
                                         broken{R"({"a":99999})", "", "is not a whole number"},
                                         broken{R"({"日":521})", "", "a character that encodes no byte"},
                                         broken{"{}", "th e x\n", "line"}, broken{"{}", "alone\n", "not two tokens"},
                                         broken{"{}", "zq qz\n", "a token that is not in encoder.json"},
                                         broken{"{}", "日 a\n", "a character that encodes no byte"},
                                         broken{"{}", "Ġ t\n", "a repeated merge"}));

TEST(bpe, names_the_file_that_is_missing) {
  const auto read = bpe_vocabulary::read("/nonexistent");
  ASSERT_FALSE(read.has_value());
  EXPECT_EQ(read.error().code, errc::io);
  EXPECT_NE(read.error().message.find("/nonexistent/encoder.json"), std::string::npos);
}

}  // namespace
}  // namespace taper::lab
