#!/usr/bin/env bash
# The recipe for torchrun: two processes, with the store of the agent and with --standalone, give the result of one to
# rounding. Skipped (77) where there is no torchrun.
set -euo pipefail

export TAPER_LAB=$1 OMP_NUM_THREADS=1
recipe=$2
TORCHRUN=$(command -v /usr/bin/torchrun || command -v torchrun) || { echo "skipped: torchrun is not installed"; exit 77; }
export TORCHRUN MASTER_PORT=$((20000 + $$ % 20000))
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
arguments=(synthetic-nano --schedules cosine --steps 4 --threads 1)

"$TAPER_LAB" run "${arguments[@]}" --out "$folder/one"
TORCHRUN_OPTIONS="--master_port $MASTER_PORT" "$recipe" 2 "${arguments[@]}" --out "$folder/static"
TORCHRUN_OPTIONS=--standalone "$recipe" 2 "${arguments[@]}" --out "$folder/standalone"
loss_of() { grep -o '"train_loss": *[0-9.]*' "$folder/$1/synthetic-nano/cosine/1/result.json" | grep -o '[0-9.]*$'; }
one=$(loss_of one)
for other in static standalone; do
  echo "one process: $one, $other: $(loss_of $other)"
  awk -v a="$one" -v b="$(loss_of $other)" 'BEGIN { d = a - b; exit !(a > 0 && d < 1e-4 && d > -1e-4) }'
done
