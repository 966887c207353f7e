# Runs the commands of console blocks and compares what they print with what the page shows.
#
# A command line begins with "$ "; the lines up to the next command are its output. All commands of a page run in one scratch
# folder, so that a page can create files and read them later. It begins with docs/samples, examples/logs and lab/results, as in
# the root of the source tree, and with the files of docs/samples.
import os
import pathlib
import shutil
import subprocess
import tempfile

from . import numbers, pages

MARK = "\x01"


def environment(options):
    env = {k: v for k, v in os.environ.items() if k not in ("COLORTERM", "CLICOLOR_FORCE", "FORCE_COLOR")}
    folders = [str(options.taper.resolve().parent), str(options.examples.resolve()), env.get("PATH", "")]
    env.update(PATH=os.pathsep.join(folders), NO_COLOR="1", COLUMNS="80", LC_ALL="C.UTF-8", LANG="C.UTF-8", TERM="xterm")
    return env


def commands_of(block):
    """(command, lines of output) of a block; a command continues while its lines end with a backslash."""
    found = []
    for line in block.lines:
        if line.startswith("$ "):
            found.append(([line[2:]], []))
        elif found and not found[-1][1] and found[-1][0][-1].endswith("\\"):
            found[-1][0].append(line)
        elif found:
            found[-1][1].append(line)
    return found


def printed(commands, folder, env):
    """The output of each command, both streams; `$?` of the previous command is preserved."""
    script = "".join(f"{command}\n__s=$?; printf '{MARK}\\n'; (exit $__s)\n" for command in commands)
    done = subprocess.run(["bash", "-c", "exec 2>&1\n" + script], cwd=folder, env=env, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, timeout=300, check=False)
    parts = done.stdout.decode("utf-8", errors="replace").split(MARK + "\n")[:-1]
    return [part[:-1].split("\n") if part else [] for part in parts]


def comparable(lines):
    lines = [line.rstrip() for line in lines]
    while lines and not lines[-1]:
        lines.pop()
    return lines


def same(wanted, got):
    return len(wanted) == len(got) and all(numbers.same(a, b, relative=1e-12) for a, b in zip(wanted, got))


def difference(page, block, command, wanted, got):
    told = [f"{pages.name_of(page)}:{block.first + 1}: `{command}` prints something else:"]
    for k in range(max(len(wanted), len(got))):
        shown = wanted[k] if k < len(wanted) else None
        now = got[k] if k < len(got) else None
        if shown != now:
            told += [f"  page    {shown!r}", f"  prints  {now!r}"]
        if len(told) > 12:
            break
    return "\n".join(told)


def run_page(page, options):
    faults, changes = [], []
    blocks = [b for b in pages.blocks_of(pages.lines_of(page)) if b.language == "console"]
    if not blocks:
        return faults
    with tempfile.TemporaryDirectory() as folder:
        samples = pages.ROOT / "docs" / "samples"
        if samples.is_dir():
            shutil.copytree(samples, folder, dirs_exist_ok=True)
            shutil.copytree(samples, pathlib.Path(folder) / "docs" / "samples")
        shutil.copytree(pages.ROOT / "examples" / "logs", pathlib.Path(folder) / "examples" / "logs")
        shutil.copytree(pages.ROOT / "lab" / "results", pathlib.Path(folder) / "lab" / "results")
        for block in blocks:
            kind = block.remark[0] if block.remark else ""
            if kind == "shown":  # setup that a test cannot run, with a reason
                continue
            shown = commands_of(block)
            commands = ["\n".join(lines) for lines, _ in shown]
            outputs = printed(commands, folder, environment(options))
            if len(outputs) != len(shown):
                faults.append(f"{pages.name_of(page)}:{block.first + 1}: the shell ended before the last command")
                continue
            new = []
            for (lines, wanted), got in zip(shown, outputs):
                true = same(comparable(wanted), comparable(got))
                if not true and not options.update:
                    faults.append(difference(page, block, lines[0], comparable(wanted), comparable(got)))
                kept = wanted if true else [line.rstrip() for line in got]
                new += ["$ " + lines[0], *lines[1:], *kept]
            if options.update and new != block.lines:
                changes.append((block, new))
    if changes:
        pages.rewrite(page, changes)
    return faults


def run(options):
    return [fault for page in options.pages for fault in run_page(page, options)]
