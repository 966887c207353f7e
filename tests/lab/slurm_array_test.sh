#!/usr/bin/env bash
# The recipe for a Slurm array on a single-node Slurm: every run is made exactly once, by its task. Skipped (77) where
# Slurm is not installed or cannot be started.
set -euo pipefail

taper_lab=$1
recipe=$2
skip() {
  echo "skipped: $*"
  exit 77
}
for program in slurmctld slurmd sbatch squeue munged; do
  PATH=$PATH:/usr/sbin command -v "$program" >/dev/null || skip "$program is not installed (Debian: slurmd slurmctld slurm-client munge)"
done
[ "$(id -u)" -eq 0 ] || skip "starting Slurm needs root"
PATH=$PATH:/usr/sbin
[ -z "$(pidof slurmctld || true)" ] || skip "a Slurm is running here already"

folder=$(mktemp -d /tmp/taper-slurm.XXXXXX)
started=()
finish() {
  for pid in "${started[@]}"; do kill "$pid" 2>/dev/null || true; done
  for file in "$folder"/*.pid; do [ ! -f "$file" ] || kill "$(cat "$file")" 2>/dev/null || true; done
  sleep 0.3
  rm -rf "$folder"
}
trap finish EXIT
mkdir -p "$folder"/{state,spool}
chmod 755 "$folder"

if [ ! -S /run/munge/munge.socket.2 ]; then
  mkdir -p /run/munge
  chown munge: /run/munge
  su -s /bin/sh munge -c "/usr/sbin/munged --pid-file=/run/munge/taper.pid" || skip "munged does not start"
  started+=("$(cat /run/munge/taper.pid)")
fi
cat >"$folder/slurm.conf" <<EOF
ClusterName=taper
SlurmctldHost=$(hostname -s)(127.0.0.1)
SlurmctldPort=16817
SlurmdPort=16818
SlurmUser=root
AuthType=auth/munge
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
ReturnToService=2
MpiDefault=none
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/none
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/slurmd.pid
SlurmctldLogFile=$folder/slurmctld.log
SlurmdLogFile=$folder/slurmd.log
NodeName=$(hostname -s) NodeAddr=127.0.0.1 CPUs=$(nproc) State=UNKNOWN
PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP
EOF
export SLURM_CONF=$folder/slurm.conf
slurmctld -f "$SLURM_CONF" || skip "slurmctld does not start"
slurmd -f "$SLURM_CONF" || skip "slurmd does not start: $(tail -n 1 "$folder/slurmd.log" 2>/dev/null)"
for _ in $(seq 100); do
  if sinfo -h -o %T 2>/dev/null | grep -q idle; then break; fi
  sleep 0.1
done
sinfo -h -o %T | grep -q idle || skip "the node does not become idle: $(sinfo -R -h | head -n 1)"

TAPER_LAB=$taper_lab sbatch --wait --array=0-3 --output="$folder/%a.log" "$recipe" synthetic-nano --steps 4 \
  --schedules cosine,linear --seeds 2 --out "$folder/runs" || { cat "$folder"/*.log; exit 1; }
made=$(find "$folder/runs" -name result.json | wc -l)
rows=$(cat "$folder"/[0-3].log | grep -c finished)
echo "runs made: $made, reported by the tasks: $rows"
[ "$made" -eq 4 ] && [ "$rows" -eq 4 ]
