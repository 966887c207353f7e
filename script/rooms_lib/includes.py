# Checks every include against the list of rooms.
import re

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*(?:"([^"]+)"|<(taper/[^>]+)>)')
KINDS = {".h", ".hpp", ".c", ".cpp", ".cu", ".cuh"}
MADE = ("CMakeCache.txt", "pyvenv.cfg")  # files that mark generated folders: a build, a Python environment


def sources(root):
    """Every C and C++ file below root, as a sorted list of relative paths."""
    found = []
    for top in sorted(root.iterdir()):
        made = top.name.startswith((".", "build")) or any((top / mark).exists() for mark in MADE)
        if top.is_dir() and not made:
            found += [p.relative_to(root) for p in sorted(top.rglob("*")) if p.suffix in KINDS and p.is_file()]
    return found


def begins(path, prefix):
    return path == prefix or path.startswith(prefix + "/")


def room_of(path, rooms):
    """The room with the longest path that is a prefix of `path`, or None."""
    owners = [(len(prefix), room) for room in rooms for prefix in room.paths if begins(path, prefix)]
    return max(owners, key=lambda owner: owner[0])[1] if owners else None


def allowed(rooms):
    """Room name -> all rooms that it may include, transitively."""
    by_name = {room.name: room for room in rooms}
    reach = {}

    def visit(name, path):
        if name in path:
            raise ValueError("the list of rooms has a cycle: " + " -> ".join((*path[path.index(name):], name)))
        if name not in reach:
            found = {name}
            for used in by_name[name].uses:
                found |= visit(used, (*path, name))
            reach[name] = found
        return reach[name]

    for room in rooms:
        for used in room.uses:
            if used not in by_name:
                raise ValueError(f"room {room.name} uses '{used}', which is not a room")
        visit(room.name, ())
    return reach


def targets(root, file, name):
    """The files that an include may refer to. With more than one, the search order of the compiler decides."""
    folders = [root / file.parent, root / "include", root]
    if file.parts[0] in ("lab", "bench", "fuzz"):
        folders.append(root / "lab")
    if file.parts[:2] in (("src", "logs"), ("src", "configs"), ("src", "lint"), ("src", "recipes")):
        folders.append(root / "src")
    found = []
    for folder in folders:
        path = (folder / name).resolve()
        for written in (path, path.with_name(path.name + ".in")):  # the build generates the version from a template
            if written.is_file() and written.is_relative_to(root) and written not in found:
                found.append(written)
    return [str(path.relative_to(root)) for path in found]


def check(root, rooms, free):
    """One message for each error: FILE:LINE: what is wrong, what to do."""
    root = root.resolve()
    may = allowed(rooms)
    faults = []
    for file in sources(root):
        if any(begins(str(file), prefix) for prefix in free):
            continue
        room = room_of(str(file), rooms)
        if room is None:
            faults.append(f"{file}: belongs to no room; add its folder to script/rooms_lib/rooms.py")
            continue
        for number, line in enumerate((root / file).read_text("utf-8").split("\n"), 1):
            match = INCLUDE.match(line)
            if not match:
                continue
            name = match.group(1) or match.group(2)
            where = f"{file}:{number}"
            found = targets(root, file, name)
            if not found:
                faults.append(f'{where}: there is no file "{name}"')
                continue
            if len(found) > 1:
                faults.append(f'{where}: "{name}" is ambiguous: {" or ".join(found)}; rename one')
            other = room_of(found[0], rooms)
            if other is not None and other.name in may[room.name]:
                continue
            owner = f"room {other.name}" if other else "no room"
            may_use = ", ".join(sorted(may[room.name] - {room.name})) or "no other room"
            faults.append(f"{where}: room {room.name} may not include {found[0]} ({owner}), only: {may_use}")
    return faults
