# Shared by the scripts: project folder, messages, quiet steps with a log. Sourced, not run.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
logs="$root/build/log"
jobs=${TAPER_JOBS:-$(nproc 2>/dev/null || echo 2)}
# shellcheck disable=SC2034  # read by the scripts
venv="$root/build/venv"

# Prints the comment block at the top of a script as its help.
help_of() { sed -n '2,/^[^#]/{/^#/!q;s/^# \{0,1\}//;p}' "$1"; }

fail() {
  printf '%s: %s\n' "script/$(basename "$0")" "$*" >&2
  exit 1
}

# quietly NAME COMMAND…: prints one line with the elapsed time, or the end of the log if the command fails. A function runs until
# its first failing command, and may call fail.
quietly() {
  local name=$1 log started=$SECONDS status
  shift
  mkdir -p "$logs"
  log="$logs/$(printf '%s' "$name" | tr -c 'A-Za-z0-9\n' '-').log"
  set +e
  (set -e; "$@") >"$log" 2>&1 </dev/null
  status=$?
  set -e
  if [ "$status" -ne 0 ]; then
    printf '%s: failed (exit %s). The end of %s:\n' "$name" "$status" "${log#"$root"/}" >&2
    tail -n 40 "$log" >&2
    return "$status"
  fi
  printf '%-34s %4d s\n' "$name" "$((SECONDS - started))"
}

# cached FOLDER NAME: an entry in CMakeCache.txt of the folder.
cached() { sed -n "s/^$2:[A-Z]*=//p" "$1/CMakeCache.txt" 2>/dev/null; }

# configured FOLDER: whether cmake has finished there once.
configured() { [ -f "$1/CMakeCache.txt" ] && { [ -f "$1/build.ninja" ] || [ -f "$1/Makefile" ]; }; }

# A build tree made by hand may differ from its preset; keep its generator. A build tree in a copied or moved checkout names
# old paths, and so does each tree inside it: remove their caches so that cmake writes them again.
use_tree() {
  local tree=$1 cache
  generator=()
  [ -f "$tree/CMakeCache.txt" ] || return 0
  if ! [ "$(cached "$tree" CMAKE_HOME_DIRECTORY)" -ef "$root" ] || ! [ "$(cached "$tree" CMAKE_CACHEFILE_DIR)" -ef "$tree" ]; then
    printf '%s was configured for %s; configuring it again\n' "${tree#"$root"/}" "$(cached "$tree" CMAKE_HOME_DIRECTORY)"
    find "$tree" -name CMakeCache.txt -not -path "$venv/*" -print0 | while IFS= read -r -d '' cache; do
      rm -rf "$cache" "${cache%/*}/CMakeFiles"
    done
    return 0
  fi
  case $(cached "$tree" CMAKE_GENERATOR) in
    Ninja) ;;
    'Unix Makefiles') generator=(-G 'Unix Makefiles') ;;
    *)
      fail "${tree#"$root"/} was configured with the generator $(cached "$tree" CMAKE_GENERATOR);" \
        "the scripts use Ninja or Unix Makefiles. Remove it (rm -r ${tree#"$root"/}) and run this again"
      ;;
  esac
}

# build PRESET [TARGET…]: configure and build. configure_options, if set, go to cmake.
build() {
  local preset=$1 tree=$root/build generator
  [ "$preset" = release ] || tree+=/$preset
  shift
  use_tree "$tree"
  quietly "configure $preset" cmake -S "$root" --preset "$preset" ${generator[@]+"${generator[@]}"} \
    ${configure_options[@]+"${configure_options[@]}"}
  quietly "build $preset" cmake --build --preset "$preset" --parallel "$jobs" ${1:+--target "$@"}
}

# Options for building one program in the release tree. An existing tree keeps its other options; a new one builds nothing
# else, so the packages for the tests are not required.
# shellcheck disable=SC2034  # read by build
only_what_is_needed() {
  use_tree "$root/build"
  configure_options=(-DTAPER_CLI=ON)
  configured "$root/build" || configure_options+=(-DTAPER_TESTS=OFF -DTAPER_LAB=OFF -DTAPER_BENCH=OFF -DTAPER_FUZZ=OFF)
}
