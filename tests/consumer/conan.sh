#!/bin/sh
# Makes the Conan package of this source tree without a server, and builds and runs the consumer of the recipe with it.
# usage: conan.sh CONAN SOURCE_FOLDER
set -eu
if [ "${TAPER_FULL:-}" != 1 ]; then
  echo "compiles the library once more: only with script/test --full, or TAPER_FULL=1"
  exit 77
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export CONAN_HOME="$work/home"
"$1" profile detect >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
# the consumer is built out of the source tree, too
"$1" create "$2/packaging/conan" --no-remote --build=missing -c tools.build:jobs=1 \
  -c tools.cmake.cmake_layout:test_folder="$work/consumer" -c tools.cmake.cmaketoolchain:user_presets= >"$work/log" 2>&1 ||
  { tail -n 60 "$work/log"; exit 1; }
tail -n 3 "$work/log"
grep -q '^poly(i=1.8) | warmup(100)' "$work/log"
