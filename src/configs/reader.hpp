// A configuration format: how to recognize and read it. reader_list.hpp lists the formats.
#pragma once

#include "configs/document.hpp"
#include "configs/keys.hpp"
#include "taper/configs/config.hpp"

namespace taper::configs {

struct config_reader {
  config_format format;
  bool (*recognizes)(const document&);
  void (*read)(const document&, const keys&, report&);
  bool programs = false;   ///< also reads Python; the others read only data and commands
  bool own_base = false;   ///< knows the file that its commands take other settings from
  bool omegaconf = false;  ///< `${a.b}` stands for the value at a.b, as OmegaConf reads it
  /// A map of a larger file can hold the settings: one of this name, or of any name for "*".
  std::string_view section{};
  std::string_view bases{};  ///< the key that names the files that the configuration is merged over
};

#define READER(name) extern const config_reader name;
#include "configs/reader_list.hpp"
#undef READER

/// The error for a length that neither the file nor the run gives; its hint says what to give.
[[nodiscard]] error no_length(std::string_view because, std::string_view what_would);

/// Adds one fault if W >= T: the peak is never reached.
void check_warmup(report& out, const keys& k, std::string_view key, std::int64_t warmup, std::int64_t steps);

/// A floor given as a part of the peak and above 1 is a fault, and there is no schedule: the rate climbs.
[[nodiscard]] bool above_peak(report& out, const keys& k, std::string_view key, double part);

/// The number of data-parallel processes: as given, or 1 with a note.
[[nodiscard]] std::int64_t processes(report& out);

}  // namespace taper::configs
