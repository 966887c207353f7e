// The data sets and their checksums.
#include "data/catalogue.hpp"

#include "taper/notation.hpp"
#include "taper/result.hpp"
#include "taper/text.hpp"

namespace taper::lab {
namespace {

std::vector<source_file> wikitext_files(const std::string& version, const std::string& checksum) {
  const std::string archive = version + "-v1.zip";
  const auto member = [&](const std::string& part) {
    return std::pair(version + "/wiki." + part + ".tokens", "wiki." + part + ".tokens");
  };
  return {{.name = archive,
           .urls = {"https://s3.amazonaws.com/research.metamind.io/wikitext/" + archive,
                    "https://wikitext.smerity.com/" + archive},
           .checksum = checksum,
           .members = {member("train"), member("valid"), member("test")}}};
}

const std::vector<std::vector<std::string>> wikitext_layouts = {{"train.txt", "valid.txt"},
                                                                {"wiki.train.tokens", "wiki.valid.tokens"}};

std::vector<dataset_source> make() {
  std::vector<dataset_source> out;
  out.push_back(
      {.name = "tinyshakespeare",
       .what = "1,115,394 characters of Shakespeare (public domain)",
       .size = "1.1 MB",
       .files = {{.name = "input.txt",
                  .urls = {"https://raw.githubusercontent.com/karpathy/char-rnn/master/data/tinyshakespeare/input.txt"},
                  .checksum = "sha256:86c4e6aa9db7c042ec79f339dcb96d42b0075e16b8fc2e86bf0ca57e2dc565ed"}},
       .layouts = {{"input.txt"}}});
  // checksums: sha256 from MLDatasets.jl for wikitext-2, md5 from torchtext for both
  out.push_back(
      {.name = "wikitext-2",
       .what = "2.1 million words of good Wikipedia articles (CC BY-SA)",
       .size = "4.5 MB",
       .files = wikitext_files("wikitext-2", "sha256:92675f1d63015c1c8b51f1656a52d5bdbc33aafa60cc47a218a66e7ee817488c"),
       .layouts = wikitext_layouts,
       .optional_files = {"test.txt", "wiki.test.tokens"}});
  out.push_back({.name = "wikitext-103",
                 .what = "103 million words of good Wikipedia articles (CC BY-SA)",
                 .size = "190 MB",
                 .files = wikitext_files("wikitext-103", "md5:9ddaacaf6af0710eda8c456decff7832"),
                 .layouts = wikitext_layouts,
                 .optional_files = {"test.txt", "wiki.test.tokens"}});
  const auto batch = [](const std::string& name) { return std::pair("cifar-10-batches-bin/" + name, name); };
  out.push_back({.name = "cifar-10-batches-bin",
                 .what = "60,000 labeled images of 32 x 32 pixels in 10 classes (Krizhevsky 2009)",
                 .size = "170 MB",
                 .files = {{.name = "cifar-10-binary.tar.gz",
                            .urls = {"https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz"},
                            .checksum = "md5:c32a1d4ab5d03f1284b67883e8d87530",
                            .members = {batch("data_batch_1.bin"), batch("data_batch_2.bin"), batch("data_batch_3.bin"),
                                        batch("data_batch_4.bin"), batch("data_batch_5.bin"), batch("test_batch.bin"),
                                        batch("batches.meta.txt")}}},
                 .layouts = {{"data_batch_1.bin", "test_batch.bin"},
                             {"data_batch_2.bin", "test_batch.bin"},
                             {"data_batch_3.bin", "test_batch.bin"},
                             {"data_batch_4.bin", "test_batch.bin"},
                             {"data_batch_5.bin", "test_batch.bin"}},
                 .optional_files = {"data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin",
                                    "data_batch_5.bin", "batches.meta.txt"}});
  const std::string gpt2 = "https://openaipublic.blob.core.windows.net/gpt-2/encodings/main/";
  out.push_back({.name = "gpt2-bpe",
                 .what = "GPT-2's byte-pair vocabulary, 50,257 tokens (MIT)",
                 .size = "1.5 MB",
                 .files = {{.name = "encoder.json",
                            .urls = {gpt2 + "encoder.json"},
                            .checksum = "sha256:196139668be63f3b5d6574427317ae82f612a97c5d1cdaf36ed2256dbf636783"},
                           {.name = "vocab.bpe",
                            .urls = {gpt2 + "vocab.bpe"},
                            .checksum = "sha256:1ce1664773c50f3e0cc8842619a93edc4624525b728b188a9e0be33b7726adc5"}},
                 .layouts = {{"encoder.json", "vocab.bpe"}}});
  return out;
}

}  // namespace

const std::vector<dataset_source>& catalogue() {
  static const std::vector<dataset_source> all = make();
  return all;
}

const dataset_source* find_source(std::string_view name) {
  for (const dataset_source& s : catalogue()) {
    if (s.name == name) return &s;
  }
  return nullptr;
}

taper::error unknown_dataset(std::string_view name) {
  std::vector<std::string_view> known;
  std::string all;
  for (const dataset_source& s : catalogue()) {
    known.push_back(s.name);
    all += (all.empty() ? "" : ", ") + s.name;
  }
  const std::string near = nearest_name(name, known);
  return failed(errc::unknown_name, "unknown data set " + echoed(name),
                near.empty() ? "known: " + all : "did you mean '" + near + "'?");
}

}  // namespace taper::lab
