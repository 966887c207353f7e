#!/usr/bin/env bash
# taper-lab as a process: exit statuses, one line per error, a bar on a terminal, stop and resume.
set -uo pipefail

lab=$1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit 1
export TAPER_DATA=$folder/data HOME=$folder
failures=0

fail() {
  echo "FAILED: $*"
  failures=$((failures + 1))
}
# expect STATUS TEXT ARGUMENTS…: the exit status, and TEXT in the output; bad input gives one line, a failure ends with one.
expect() {
  local status=$1 text=$2 found
  shift 2
  "$lab" "$@" >out 2>err </dev/null
  found=$?
  [ "$found" -eq "$status" ] || fail "$*: exit status $found, not $status: $(cat err)"
  [ -z "$text" ] || grep -qF -- "$text" out err || fail "$*: does not say '$text': $(cat out err)"
  [ "$status" -ne 2 ] || [ "$(wc -l <err)" -eq 1 ] || fail "$*: an error of $(wc -l <err) lines"
  [ "$status" -eq 0 ] || tail -n 1 err | grep -q '^taper-lab' || fail "$*: does not end as an error: $(cat err)"
}

# the help of every verb names a choice once and no type of the parser
for verb in "" $("$lab" --help | sed -n '/^Subcommands/,$s/^  \([a-z][a-z]*\) .*/\1/p'); do
  "$lab" $verb --help | grep -E ':\{|->|\{[a-z]+,|\bin \[|\b(TEXT|INT|UINT|FLOAT|BOOLEAN)\b' && fail "$verb --help names a type of the parser"
done

# data prepare
yes 'to be or not to be, that is the question' | head -c 50000 >input.txt
expect 2 'tinyshakespeare' data prepare tinyshakespear
expect 2 '--help' data prepare
expect 0 'ready in' data prepare tinyshakespeare --from input.txt
expect 0 'already in' data prepare tinyshakespeare --from input.txt
head -c 1000 /dev/zero >short.bin
mkdir batches other && cp short.bin batches/data_batch_1.bin && cp short.bin batches/test_batch.bin
expect 3 'expected data_batch_1.bin' data prepare cifar-10-batches-bin --from other
expect 3 'truncated' data prepare cifar-10-batches-bin --from batches
[ ! -e data/cifar-10-batches-bin ] || fail "a broken copy was kept"
expect 3 'missing' data prepare wikitext-2 --from missing
expect 3 'wikitext' data prepare wikitext-2 --mirror http://127.0.0.1:9
expect 0 'tinyshakespeare' data list
expect 0 'taper.lab.data/1' data list --json
expect 0 '"was_there": true' data prepare tinyshakespeare --from input.txt --json
expect 0 'taper.lab.list/1' list --json
expect 0 '"steps": 5000' list shakespeare-30m --json

# run, table, report
expect 2 'shakespeare-nano' run shakespeare-nan
expect 2 'cosine' run synthetic-nano --schedules cosin
expect 3 'no such file or folder' table empty
expect 0 'finished' run synthetic-nano --schedules cosine,linear --seeds 2 --steps 3 --out runs
expect 0 'minus' table runs
expect 0 '"status": "finished"' run synthetic-nano --schedules cosine --seeds 1 --steps 3 --out runs --json
expect 0 '"were_there": 0' run quadratic --schedules cosine --steps 20 --out quadratic --json
expect 0 'taper.lab.report/1' report runs -o report.html --json
for file in 'list --json' 'data list --json' 'report runs -o report.html --json'; do
  # shellcheck disable=SC2086
  "$lab" $file | python3 -m json.tool >/dev/null || fail "$file: not JSON"
done
expect 0 '' report runs -o report.html
grep -q '<svg' report.html || fail "the report has no picture"
[ "$("$lab" table runs --json | grep -c taper.lab.table/1)" -ge 1 ] || fail "the table in JSON has no schema"

# stopped by a signal: a checkpoint, 128 + n, and the same command resumes
"$lab" run synthetic-nano --schedules cosine --steps 100000 --out stopped >out 2>err &
child=$!
for _ in $(seq 300); do
  [ -s stopped/synthetic-nano/cosine/1/metrics.jsonl ] && break
  sleep 0.1
done
kill -TERM "$child"
wait "$child"
status=$?
[ "$status" -eq 143 ] || fail "stopped by TERM: exit status $status"
grep -q 'run the same command again to resume' err || fail "stopped by TERM: $(cat err)"
[ -s stopped/synthetic-nano/cosine/1/checkpoint ] || fail "no checkpoint"

# a bar with the remaining time, only on a terminal
if command -v script >/dev/null; then
  script -qec "'$lab' run synthetic-nano --schedules cosine --steps 4 --out bar" typescript </dev/null >/dev/null
  grep -q '\[=* *\] [0-9]*/4 loss .* left; run 1 of 1' typescript || fail "no bar on a terminal: $(cat -v typescript)"
else
  echo "script is not installed: the bar was not looked at"
fi
[ "$failures" -eq 0 ] && echo "all as expected"
exit $((failures > 0))
