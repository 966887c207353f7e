// Shakespeare as characters and WikiText as byte-pair tokens.
#include <algorithm>
#include <array>
#include <numeric>
#include <system_error>

#include "data/bpe.hpp"
#include "data/dataset.hpp"
#include "data/file.hpp"
#include "data/id_cache.hpp"
#include "taper/result.hpp"

namespace taper::lab {
namespace {

struct encoded {
  std::vector<token_id> train, held_out;
};

// Ids by falling frequency; ids of equal frequency in increasing order.
std::vector<token_id> by_frequency(const std::vector<token_id>& ids, int vocabulary) {
  std::vector<std::size_t> count(static_cast<std::size_t>(vocabulary), 0);
  for (const token_id id : ids) ++count[id];
  std::vector<token_id> order(count.size());
  std::iota(order.begin(), order.end(), token_id{0});
  std::ranges::stable_sort(order, [&](token_id a, token_id b) { return count[a] > count[b]; });
  return order;
}

double part_of(const std::vector<token_id>& ids, token_id id) {
  return ids.empty() ? 0.0 : static_cast<double>(std::ranges::count(ids, id)) / static_cast<double>(ids.size());
}

// Keeps the limit - 1 most frequent ids of the training text; the last id stands for all others.
void remap(text_data& data, int limit) {
  const std::vector<token_id> order = by_frequency(data.train, data.vocabulary);
  const auto other = static_cast<token_id>(limit - 1);
  std::vector<token_id> to(order.size(), other);
  for (token_id k = 0; k < other; ++k) to[order[k]] = k;
  for (std::vector<token_id>* ids : {&data.train, &data.held_out}) {
    for (token_id& id : *ids) id = to[id];
  }
  data.vocabulary = limit;
  const auto percent = [](double p) {
    std::string text = std::to_string(100.0 * p);
    return text.substr(0, text.find('.') + 3) + " %";
  };
  data.note = "the " + std::to_string(other) + " most frequent ids of the training text; id " + std::to_string(other) +
              " represents the rest (" + percent(part_of(data.train, other)) + " of the training text, " +
              percent(part_of(data.held_out, other)) + " of the held-out text)";
}

taper::result<std::string> first_of(const std::filesystem::path& folder, std::initializer_list<const char*> names) {
  for (const char* name : names) {
    std::error_code code;
    if (std::filesystem::exists(folder / name, code)) return read_whole(folder / name);
  }
  return failed(errc::io, "no " + std::string(*names.begin()) + " in " + folder.string(),
                "get it with: taper lab data prepare wikitext-2");
}

}  // namespace

taper::result<text_data> load_shakespeare(const std::filesystem::path& path) {
  std::error_code code;
  const bool folder = std::filesystem::is_directory(path, code);
  const taper::result<std::string> text = read_whole(folder ? path / "input.txt" : path);
  if (!text) return text.error();
  constexpr std::size_t least = 1000;
  if (text->size() < least)
    return failed(errc::io, path.string() + " has " + std::to_string(text->size()) + " bytes, at least " +
                                std::to_string(least) + " are needed for training and held-out text");
  std::array<int, 256> id{};
  id.fill(-1);
  std::array<bool, 256> occurs{};
  for (const char c : *text) occurs[static_cast<unsigned char>(c)] = true;
  text_data out;
  for (std::size_t b = 0; b < occurs.size(); ++b) {
    if (occurs[b]) id[b] = out.vocabulary++;
  }
  out.name = "tinyshakespeare";
  const auto train = static_cast<std::size_t>(0.9 * static_cast<double>(text->size()));
  for (std::size_t k = 0; k < text->size(); ++k)
    (k < train ? out.train : out.held_out)
        .push_back(static_cast<std::uint16_t>(id[static_cast<unsigned char>((*text)[k])]));
  return out;
}

taper::result<text_data> load_wikitext(const std::filesystem::path& path, int limit_vocabulary) {
  if (limit_vocabulary < 0 || limit_vocabulary == 1)
    return failed(errc::out_of_range,
                  "the vocabulary limit must be 0 (all) or at least 2, got " + std::to_string(limit_vocabulary));
  const taper::result<std::string> train = first_of(path, {"train.txt", "wiki.train.tokens"});
  if (!train) return train.error();
  const taper::result<std::string> valid = first_of(path, {"valid.txt", "wiki.valid.tokens"});
  if (!valid) return valid.error();
  const taper::result<std::filesystem::path> folder = find_data("gpt2-bpe");
  if (!folder) return folder.error();
  const taper::result<bpe_vocabulary> vocabulary = bpe_vocabulary::read(*folder);
  if (!vocabulary) return vocabulary.error();

  text_data out{.train = {}, .held_out = {}, .vocabulary = vocabulary->size(), .name = path.filename().string()};
  if (out.name.empty()) out.name = path.parent_path().filename().string();
  const taper::result<std::string> merges = read_whole(*folder / "vocab.bpe");
  if (!merges) return merges.error();
  const auto ids_of = [&](const std::string& text) {
    return cached_ids(text, *merges, vocabulary->size(), [&] { return bpe_encoder(*vocabulary).encode(text); });
  };
  out.train = ids_of(*train);
  out.held_out = ids_of(*valid);
  if (out.train.empty() || out.held_out.empty()) return failed(errc::io, "an empty text in " + path.string());
  if (limit_vocabulary > 0 && limit_vocabulary < out.vocabulary) remap(out, limit_vocabulary);
  return out;
}

}  // namespace taper::lab
