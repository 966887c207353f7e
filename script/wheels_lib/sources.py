"""Fetches the sources of packaging/sources.json with the package clients, checks them, and unpacks them under build/sources."""

import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tarfile
import tomllib

root = pathlib.Path(__file__).resolve().parents[2]
folder = root / "build" / "sources"
entries = json.loads((root / "packaging" / "sources.json").read_text())
# what builds the Python module: pinned once, in pyproject.toml
back_end = tomllib.loads((root / "pyproject.toml").read_text())["build-system"]["requires"]


def run(*command, **more):
    done = subprocess.run([str(one) for one in command], capture_output=True, text=True, **more)
    if done.returncode != 0:
        raise SystemExit(f"script/wheels: {' '.join(map(str, command))} failed:\n{done.stdout[-1500:]}{done.stderr[-3000:]}")
    return done.stdout


def apt_environment():
    """A private apt configuration: the system's archives, also their sources; needs no root and changes nothing in /etc."""
    apt = folder / "apt"
    configuration = apt / "apt.conf"
    if not (apt / "ready").exists():
        for part in ("lists/partial", "cache/archives/partial"):
            (apt / part).mkdir(parents=True, exist_ok=True)
        listed = pathlib.Path("/etc/apt/sources.list.d/debian.sources")
        if not listed.exists():
            raise SystemExit("script/wheels: fetches sources with apt of Debian 12 (no /etc/apt/sources.list.d/debian.sources here)")
        (apt / "debian.sources").write_text(listed.read_text().replace("Types: deb\n", "Types: deb deb-src\n"))
        configuration.write_text(f'Dir::Etc::sourcelist "{apt}/debian.sources";\nDir::Etc::sourceparts "-";\n'
                                 f'Dir::State::lists "{apt}/lists";\nDir::Cache "{apt}/cache";\nAPT::Sandbox::User "root";\n')
        run("apt-get", "update", env={**os.environ, "APT_CONFIG": str(configuration)})
        (apt / "ready").touch()
    return {**os.environ, "APT_CONFIG": str(configuration)}


def fetch_apt(package, into):
    run("apt-get", "download", package, cwd=into, env=apt_environment())


def fetch_apt_source(package, into):
    run("apt-get", "source", "--download-only", package, cwd=into, env=apt_environment())


def fetch_cargo(package, into):
    name, version = package.split("=")
    (into / "src").mkdir()
    (into / "src" / "lib.rs").touch()
    (into / "Cargo.toml").write_text(f'[package]\nname = "fetch"\nversion = "0.0.0"\n[dependencies]\n{name} = "={version}"\n')
    run("cargo", "fetch", cwd=into, env={**os.environ, "CARGO_HOME": str(into / "home")})
    crate, = into.glob(f"home/registry/cache/*/{name}-{version}.crate")
    shutil.move(crate, into / crate.name)


def fetch_pip(package, into):
    run(sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-build-isolation", "--no-binary", ":all:", "-d", into, package)


clients = {"apt": fetch_apt, "apt-source": fetch_apt_source, "cargo": fetch_cargo, "pip": fetch_pip}


def unpack(archive, into):
    if archive.suffix == ".deb":
        run("dpkg-deb", "-x", archive, into)
        return
    with tarfile.open(archive) as tar:
        tar.extractall(into)
    inner, = into.iterdir()
    for one in inner.iterdir():  # without the folder that names the version
        shutil.move(one, into / one.name)
    inner.rmdir()


def fetch_one(entry):
    """The archive with the sha256 of the entry, unpacked; nothing is done where it is there already."""
    unpacked = folder / entry["name"]
    mark = unpacked / ".sha256"
    if mark.exists() and mark.read_text() == entry["sha256"]:
        return
    work = folder / f"{entry['name']}.part"
    for old in (work, unpacked):
        shutil.rmtree(old, ignore_errors=True)
    work.mkdir(parents=True)
    clients[entry["client"]](entry["package"], work)
    archives = [one for one in work.iterdir() if one.is_file() and hashlib.sha256(one.read_bytes()).hexdigest() == entry["sha256"]]
    if not archives:
        raise SystemExit(f"script/wheels: {entry['package']}: no file fetched has the sha256 of packaging/sources.json")
    unpacked.mkdir()
    unpack(archives[0], unpacked)
    mark.write_text(entry["sha256"])
    shutil.rmtree(work)


def fetch(names=None):
    """The folder with the sources of all dependencies, or of those with these names."""
    for entry in entries:
        if names is None or entry["name"] in names:
            fetch_one(entry)
    return folder
