#!/bin/sh
# Compiles the single header in two sources of one program, and compares its output with that of the library.
# usage: compare.sh COMPILER HEADER_FOLDER SOURCE_FOLDER REFERENCE_PROGRAM
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for source in rates second; do
  "$1" -std=c++20 -O0 -Wall -Wextra -Wpedantic -Werror -DTAPER_SINGLE -I"$2" -c "$3/$source.cpp" -o "$work/$source.o"
done
"$1" "$work/rates.o" "$work/second.o" -o "$work/rates"
"$work/rates" >"$work/single.txt"
"$4" >"$work/library.txt"
cmp "$work/single.txt" "$work/library.txt"
[ "$(wc -l <"$work/single.txt")" -gt 100 ]
