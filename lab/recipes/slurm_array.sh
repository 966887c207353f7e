#!/usr/bin/env bash
# Distributes the runs of one experiment over a Slurm array: task I of N makes the I-th share.
#
#   sbatch --array=0-7 lab/recipes/slurm_array.sh shakespeare-nano --seeds 10 --out /shared/runs
#
# The arguments are those of `taper-lab run`. A task that is stopped (time limit, requeue) writes a checkpoint on USR1
# and resumes from it when it is started again; `sbatch` the same line to finish the remaining runs.
#SBATCH --job-name=taper-lab
#SBATCH --ntasks=1
#SBATCH --cpus-per-task=1
#SBATCH --requeue
#SBATCH --open-mode=append
#SBATCH --signal=B:USR1@60
set -euo pipefail

taper_lab=${TAPER_LAB:-taper-lab}
first=${SLURM_ARRAY_TASK_MIN:-0}
count=${SLURM_ARRAY_TASK_COUNT:-1}
index=$((${SLURM_ARRAY_TASK_ID:-0} - first))

"$taper_lab" run "$@" --task "$index/$count" --threads "${SLURM_CPUS_PER_TASK:-1}" &
child=$!
trap 'kill -USR1 "$child" 2>/dev/null || true' USR1 TERM
status=0
wait "$child" || status=$?
# A trapped signal ends the first wait; the second returns the exit status of the program.
if kill -0 "$child" 2>/dev/null; then
  wait "$child" || status=$?
fi
if [ "$status" -eq $((128 + 10)) ] && [ -n "${SLURM_JOB_ID:-}" ]; then
  scontrol requeue "${SLURM_ARRAY_JOB_ID:-$SLURM_JOB_ID}${SLURM_ARRAY_TASK_ID:+_$SLURM_ARRAY_TASK_ID}" || true
fi
exit "$status"
