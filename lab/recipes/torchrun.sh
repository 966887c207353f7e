#!/usr/bin/env bash
# One run in the processes that torchrun starts, on this machine or, with torchrun options, on several.
#
#   lab/recipes/torchrun.sh 2 shakespeare-30m --schedules cosine --out runs
#   TORCHRUN_OPTIONS="--nnodes 2 --rdzv_backend c10d --rdzv_endpoint host:29400" lab/recipes/torchrun.sh 8 …
#
# --no_python, because the program is not a Python script. -r 2 -t 2 (errors to files and to the terminal) avoids a bug in the
# default of Debian's torchrun 1.13 under Python 3.11.
set -euo pipefail

processes=${1:?how many processes on this machine}
shift
# shellcheck disable=SC2086  # several options
exec "${TORCHRUN:-torchrun}" -r 2 -t 2 --nproc_per_node="$processes" ${TORCHRUN_OPTIONS:-} --no_python \
  "${TAPER_LAB:-taper-lab}" run "$@"
