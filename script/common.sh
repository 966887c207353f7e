# What the scripts share: where the project is, how they speak, quiet steps with a log. Sourced, not run.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
logs="$root/build/log"
jobs=${TAPER_JOBS:-$(nproc 2>/dev/null || echo 2)}
# shellcheck disable=SC2034  # read by the scripts
venv="$root/build/venv"

# The comment block at the head of a script is its help.
help_of() { sed -n '2,/^[^#]/{/^#/!q;s/^# \{0,1\}//;p}' "$1"; }

fail() {
  printf '%s: %s\n' "script/$(basename "$0")" "$*" >&2
  exit 1
}

# quietly NAME COMMAND…: one line with the time taken; the log's end when the command fails.
quietly() {
  local name=$1 log started=$SECONDS status=0
  shift
  mkdir -p "$logs"
  log="$logs/$(printf '%s' "$name" | tr -c 'A-Za-z0-9\n' '-').log"
  "$@" >"$log" 2>&1 </dev/null || status=$?
  if [ "$status" -ne 0 ]; then
    printf '%s: failed (exit %s). The end of %s:\n' "$name" "$status" "${log#"$root"/}" >&2
    tail -n 40 "$log" >&2
    return "$status"
  fi
  printf '%-34s %4d s\n' "$name" "$((SECONDS - started))"
}

# build PRESET [TARGET…]: configure and build. configure_options, where set, go to cmake.
build() {
  local preset=$1
  shift
  quietly "configure $preset" cmake -S "$root" --preset "$preset" ${configure_options[@]+"${configure_options[@]}"}
  quietly "build $preset" cmake --build --preset "$preset" --parallel "$jobs" ${1:+--target "$@"}
}
