// Collects the files, verifies them, and moves them into place.
#include "data/prepare.hpp"

#include <algorithm>
#include <system_error>

#include "data/archive.hpp"
#include "data/bpe.hpp"
#include "data/dataset.hpp"
#include "data/file.hpp"
#include "taper/result.hpp"

namespace taper::lab {
namespace {

namespace fs = std::filesystem;

bool there(const fs::path& p) {
  std::error_code code;
  return fs::is_regular_file(p, code);
}

bool complete(const dataset_source& source, const fs::path& folder) {
  return std::ranges::any_of(source.layouts, [&](const std::vector<std::string>& files) {
    return std::ranges::all_of(files, [&](const std::string& f) { return there(folder / f); });
  });
}

// Every file name that the folder of the set may contain.
std::vector<std::string> known_files(const dataset_source& source) {
  std::vector<std::string> out;
  const auto add = [&](const std::string& f) {
    if (std::ranges::find(out, f) == out.end()) out.push_back(f);
  };
  for (const auto& layout : source.layouts) std::ranges::for_each(layout, add);
  std::ranges::for_each(source.optional_files, add);
  return out;
}

// Reads the set as the experiments do; returns notes on it.
taper::result<std::vector<std::string>> read_through(const dataset_source& source, const fs::path& folder) {
  std::vector<std::string> notes;
  if (source.name == "cifar-10-batches-bin") {
    const taper::result<image_data> images = load_cifar10(folder);
    if (!images) return images.error();
    if (!images->note.empty()) notes.push_back(images->note);
  } else if (source.name == "gpt2-bpe") {
    if (const taper::result<bpe_vocabulary> v = bpe_vocabulary::read(folder); !v) return v.error();
  } else if (source.name == "tinyshakespeare") {
    if (const taper::result<text_data> text = load_shakespeare(folder); !text) return text.error();
  } else {
    for (const std::string& file : known_files(source)) {
      if (!there(folder / file)) continue;
      const taper::result<std::string> text = read_whole(folder / file);
      if (!text) return text.error();
      if (text->empty()) return failed(errc::io, (folder / file).string() + " is empty");
    }
  }
  for (std::string& note : unpublished_files(source, folder)) notes.push_back(std::move(note));
  return notes;
}

taper::result<bool> copy_to(const fs::path& from, const fs::path& to) {
  std::error_code code;
  fs::copy_file(from, to, fs::copy_options::overwrite_existing, code);
  if (code) return failed(errc::io, "cannot copy " + from.string() + ": " + code.message());
  fs::permissions(to, fs::perms::owner_write, fs::perm_options::add, code);  // also for a read-only original
  return true;
}

taper::result<bool> take_copy(const dataset_source& source, const fs::path& from, const fs::path& folder) {
  std::error_code code;
  if (!fs::exists(from, code)) return failed(errc::io, "cannot read " + from.string() + ": no such file or folder");
  if (fs::is_directory(from, code)) {
    // the folder itself, or the one that holds folders of all sets
    const fs::path at = complete(source, from) ? from : from / source.name;
    if (complete(source, at)) {
      for (const std::string& file : known_files(source)) {
        if (!there(at / file)) continue;
        if (taper::result<bool> copied = copy_to(at / file, folder / file); !copied) return copied;
      }
      return true;
    }
    for (const source_file& f : source.files) {
      if (!f.members.empty() && there(from / f.name)) return take_copy(source, from / f.name, folder);
    }
    std::string needed;
    for (const std::string& file : source.layouts.front()) needed += (needed.empty() ? "" : " and ") + file;
    return failed(errc::io, "no " + source.name + " in " + from.string() + ": expected " + needed);
  }
  for (const source_file& f : source.files) {
    if (f.members.empty()) continue;
    if (const taper::result<bool> same = matches_checksum(from, f.checksum); !same) return same.error();
    if (auto names = unpack(from, f.members, folder); !names) return names.error();
    return true;
  }
  if (source.files.size() == 1) return copy_to(from, folder / source.files.front().name);
  return failed(errc::io, from.string() + " is one file, but " + source.name + " has several; pass their folder");
}

taper::result<bool> fetch(const dataset_source& source, const prepare_request& request, const fs::path& folder) {
  for (const source_file& f : source.files) {
    download_request d;
    d.urls = request.mirror.empty() ? f.urls : std::vector<std::string>{request.mirror + "/" + f.name};
    d.checksum = f.checksum;
    d.to = folder / f.name;
    d.first_wait_ms = request.first_wait_ms;
    d.note = request.note;
    if (request.progress) d.progress = [&](const transfer_progress& p) { request.progress(f.name, p); };
    // from an earlier call that failed at a later file
    if (!there(d.to) || !matches_checksum(d.to, d.checksum)) {
      if (taper::result<fs::path> arrived = download(d); !arrived) return arrived.error();
    }
    if (f.members.empty()) continue;
    if (auto names = unpack(d.to, f.members, folder); !names) return names.error();
    std::error_code code;
    fs::remove(d.to, code);
  }
  return true;
}

// Parts of a download that was abandoned for a local copy.
void remove_all_but(const std::vector<std::string>& files, const fs::path& folder) {
  std::vector<fs::path> foreign;
  std::error_code code;
  for (const auto& entry : fs::directory_iterator(folder, code)) {
    if (std::ranges::find(files, entry.path().filename().string()) == files.end()) foreign.push_back(entry.path());
  }
  for (const fs::path& p : foreign) fs::remove_all(p, code);
}

std::vector<std::string> listing(const dataset_source& source, const fs::path& folder) {
  std::vector<std::string> out = known_files(source);
  std::erase_if(out, [&](const std::string& f) { return !there(folder / f); });
  return out;
}

}  // namespace

std::vector<std::string> unpublished_files(const dataset_source& source, const fs::path& folder) {
  std::vector<std::string> notes;
  for (const source_file& f : source.files) {
    if (!f.members.empty() || !there(folder / f.name)) continue;
    if (const taper::result<bool> same = matches_checksum(folder / f.name, f.checksum); !same)
      notes.push_back("not the published file: " + same.error().message);
  }
  return notes;
}

taper::result<prepared> prepare(const prepare_request& request) {
  const dataset_source* source = find_source(request.name);
  if (source == nullptr) return unknown_dataset(request.name);
  const fs::path root = request.into.empty() ? data_home() : request.into;
  prepared out{.folder = root / source->name};
  if (complete(*source, out.folder)) {
    taper::result<std::vector<std::string>> notes = read_through(*source, out.folder);
    if (!notes) return notes.error();
    out.was_there = true;
    out.notes = *notes;
    out.files = listing(*source, out.folder);
    return out;
  }
  // a copy elsewhere, as `data list` shows it, is used where it is
  if (request.into.empty() && !request.from && request.mirror.empty()) {
    if (taper::result<fs::path> elsewhere = find_data(source->name)) {
      taper::result<std::vector<std::string>> notes = read_through(*source, *elsewhere);
      if (!notes) return notes.error();
      return prepared{.folder = *elsewhere, .was_there = true, .files = listing(*source, *elsewhere), .notes = *notes};
    }
  }
  const fs::path fresh = root / ("." + source->name + ".new");
  std::error_code code;
  fs::create_directories(fresh, code);
  if (code) return failed(errc::io, "cannot make " + fresh.string() + ": " + code.message());
  const taper::result<bool> gathered =
      request.from ? take_copy(*source, *request.from, fresh) : fetch(*source, request, fresh);
  if (!gathered) {
    error e = gathered.error();
    if (!request.from && e.hint.empty())
      e.hint = "without a network: taper lab data prepare " + source->name + " --from PATH";
    return e;
  }
  taper::result<std::vector<std::string>> notes = read_through(*source, fresh);
  if (!notes) {
    fs::remove_all(fresh, code);
    return notes.error();
  }
  remove_all_but(known_files(*source), fresh);
  fs::rename(fresh, out.folder, code);
  if (code) return failed(errc::io, "cannot move the data to " + out.folder.string() + ": " + code.message());
  out.notes = *notes;
  out.files = listing(*source, out.folder);
  return out;
}

}  // namespace taper::lab
