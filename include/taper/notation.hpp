// The notation: conversion between text or JSON and schedules.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "taper/print.hpp"
#include "taper/result.hpp"
#include "taper/schedule.hpp"
#include "taper/text.hpp"

namespace taper {

/// A schedule from text, in any of its three forms:
///
///   pipe    poly(i=1.8) | warmup(500) | hold(50%) | floor(10%) | peak(3e-4)
///   compact poly,i=1.8,warmup=500,hold=50%,floor=10%,peak=3e-4          (needs no quotes in a shell)
///   JSON    {"shape": {"poly": {"i": 1.8}}, "warmup": 500, "hold": "50%", "floor": "10%", "peak": 0.0003}
///
/// Errors name the place, the value and what is allowed. Never opens a file. At most 64 MiB of text.
result<schedule> parse(std::string_view text);
/// The offset in a text of the shape or modifier with this name, for an error that concerns it; 0 if it has none.
std::size_t place_of(std::string_view text, std::string_view name);

/// Exactly one amount of time: 500, 10%, 2ep, 300Mtok, 4096samples. Errors begin with `name`.
result<amount> parse_amount(std::string_view text, std::string_view name = "the amount");

/// C++ and Python expressions that make the schedule.
std::string print_cpp(const schedule& s);
std::string print_python(const schedule& s);

/// An error with its text: one line with the message, then the text cut to 72 columns with a caret
/// under the position; at most 1000 bytes.
std::string explain(const error& e, std::string_view text);

}  // namespace taper
