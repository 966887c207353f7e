#!/usr/bin/env bash
# One run in several processes on this machine, with gradients averaged by Gloo: the result equals that of one process to
# rounding. On several machines start it with torchrun, or with srun and RANK=$SLURM_PROCID WORLD_SIZE=$SLURM_NTASKS.
#
#   lab/recipes/one_run_two_processes.sh 2 shakespeare-30m --schedules cosine --out runs
set -euo pipefail

processes=${1:?how many processes}
shift
export WORLD_SIZE=$processes MASTER_ADDR=127.0.0.1 MASTER_PORT=${MASTER_PORT:-29511}
pids=()
for ((rank = 0; rank < processes; ++rank)); do
  RANK=$rank "${TAPER_LAB:-taper-lab}" run "$@" &
  pids+=($!)
done
status=0
for pid in "${pids[@]}"; do wait "$pid" || status=$?; done
exit "$status"
