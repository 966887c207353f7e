// One batch file of CIFAR-10.
#pragma once

#include <string>
#include <string_view>

#include "data/dataset.hpp"

namespace taper::lab {

/// Appends the records of one binary batch (label byte 0 … 9, then 3,072 bytes); returns how many. On an error, which
/// names `name`, nothing is appended.
taper::result<std::size_t> append_cifar_records(std::string_view bytes, const std::string& name,
                                                std::vector<std::uint8_t>& pixels, std::vector<std::uint8_t>& labels);

}  // namespace taper::lab
