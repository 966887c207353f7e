#!/bin/sh
# Installs the build into an empty folder and uses the C interface from there, with CMake and with pkg-config.
# usage: consumer.sh CMAKE BUILD_FOLDER EXAMPLE_FOLDER LIBDIR
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$1" --install "$2" --prefix "$work/stage" >"$work/install.log"
"$1" -S "$3" -B "$work/build" -DCMAKE_PREFIX_PATH="$work/stage" -DCMAKE_C_FLAGS="-std=c99 -Wall -Wextra -Wpedantic -Werror" >"$work/configure.log"
"$1" --build "$work/build" >"$work/build.log"
"$work/build/use_taper" >"$work/said.txt"
grep -q '^step 0: 0$' "$work/said.txt"
grep -q '"schema":"taper.check/2"' "$work/said.txt"
if command -v pkg-config >/dev/null; then
  PKG_CONFIG_PATH="$work/stage/$4/pkgconfig"
  export PKG_CONFIG_PATH
  # the prefix written at configure time is another one
  flags=$(pkg-config --define-variable=prefix="$work/stage" --cflags --libs taper-c)
  # shellcheck disable=SC2086  # flags are words
  cc -std=c99 "$3/use_taper.c" -o "$work/by_pkg_config" $flags
  LD_LIBRARY_PATH="$work/stage/$4" "$work/by_pkg_config" | cmp - "$work/said.txt"
fi
