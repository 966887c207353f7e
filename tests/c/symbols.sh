#!/bin/sh
# The shared library exports exactly the functions that the header declares, all with a version.
# usage: symbols.sh LIBRARY HEADER
set -eu
shown=$(nm -D --defined-only "$1" | awk '$2 == "T" || $2 == "t" {print $3}' | sort)
declared=$(grep -o 'taper_[a-z0-9_]*(' "$2" | tr -d '(' | sort -u)
unversioned=$(printf '%s\n' "$shown" | grep -v '@@TAPER_[0-9]' || true)
[ -z "$unversioned" ] || { echo "without a version: $unversioned"; exit 1; }
names=$(printf '%s\n' "$shown" | sed 's/@@.*//' | sort -u)
# the usage example in the header's first comment calls functions that are declared below it
[ "$names" = "$declared" ] || { echo "shown:"; echo "$names"; echo "declared:"; echo "$declared"; exit 1; }
other=$(nm -D --defined-only "$1" | awk '{print $3}' | grep -v '^taper_\|^TAPER_' || true)
[ -z "$other" ] || { echo "other symbols: $other"; exit 1; }
