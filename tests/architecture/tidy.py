#!/usr/bin/env python3
"""Runs clang-tidy on every .cpp file of a build, several at a time, and skips those that were clean before.

A file counts as clean while it, every header of the project that it includes, its compile command, .clang-tidy and
clang-tidy itself are unchanged. What was clean is remembered in the user's cache folder, as ccache does, so that a fresh clone
profits too. Exits 1 when there is a finding; the findings are on standard output.
"""
import argparse
import concurrent.futures
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
GCC_ONLY = re.compile(r"-Winvalid-pch|-fpch-preprocess|-include \S*cmake_pch\.hxx|-Wno-(restrict|array-bounds|stringop-\w+)")
INCLUDE = re.compile(rb'^\s*#\s*include\s*"([^"]+)"', re.M)


class Headers:
    """The project's own headers that a file includes, directly or not."""

    def __init__(self) -> None:
        self.direct: dict[pathlib.Path, list[pathlib.Path]] = {}

    def of(self, file: pathlib.Path) -> set[pathlib.Path]:
        seen: set[pathlib.Path] = set()
        open_ones = [file]
        while open_ones:
            current = open_ones.pop()
            if current in seen:
                continue
            seen.add(current)
            if current not in self.direct:
                names = (match.decode() for match in INCLUDE.findall(current.read_bytes()))
                places = (place for name in names for place in (ROOT / name, current.parent / name))
                self.direct[current] = [place for place in places if place.is_file()]
            open_ones += self.direct[current]
        return seen


def fingerprint(command: str, files: set[pathlib.Path], common: bytes) -> str:
    digest = hashlib.sha256(common + command.replace(str(ROOT), ".").encode())
    for file in sorted(files):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def remembered() -> pathlib.Path:
    """The folder with one empty file for each fingerprint that was clean in the last 60 days."""
    folder = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "virga-tidy"
    folder.mkdir(parents=True, exist_ok=True)
    old = time.time() - 60 * 86400
    for mark in folder.iterdir():
        if mark.stat().st_mtime < old:
            mark.unlink(missing_ok=True)
    return folder


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", default="build/release", help="folder with compile_commands.json")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("files", nargs="*", help="only these files")
    options = parser.parse_args()

    build = ROOT / options.build
    only = {(ROOT / name).resolve() for name in options.files}
    database = ROOT / "build" / "tidy"
    database.mkdir(parents=True, exist_ok=True)
    clean = remembered()
    entries = json.loads((build / "compile_commands.json").read_text())
    for entry in entries:  # clang reads neither GCC's precompiled header nor all of its options
        entry["command"] = GCC_ONLY.sub("", entry["command"])
    (database / "compile_commands.json").write_text(json.dumps(entries))
    commands = {}
    for entry in entries:
        file = pathlib.Path(entry["file"]).resolve()
        ours = file.is_relative_to(ROOT) and not file.is_relative_to(ROOT / "build") and not file.is_relative_to(ROOT / "cmake")
        if ours and file.suffix == ".cpp" and (not only or file in only):
            commands[file] = entry["command"]

    version = subprocess.run(["clang-tidy", "--version"], capture_output=True, check=True).stdout
    common = version + (ROOT / ".clang-tidy").read_bytes() + (ROOT / "tests" / ".clang-tidy").read_bytes()
    # Headers are made from these.
    common += b"".join(file.read_bytes() for file in sorted((ROOT / "schemas").glob("*.fbs")))
    headers = Headers()
    prints = {file: fingerprint(command, headers.of(file), common) for file, command in commands.items()}
    due = sorted(file for file, mark in prints.items() if not (clean / mark).exists())
    for file in prints.keys() - set(due):
        (clean / prints[file]).touch()
    print(f"{len(commands)} files, {len(due)} to check", flush=True)

    def check(file: pathlib.Path) -> tuple[pathlib.Path, str, float]:
        start = time.monotonic()
        done = subprocess.run(["clang-tidy", "--quiet", "-p", str(database), str(file)], cwd=ROOT, text=True, capture_output=True)
        if done.returncode == 0:
            (clean / prints[file]).touch()
            return file, "", time.monotonic() - start
        return file, done.stdout or done.stderr, time.monotonic() - start

    faulty = 0
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        for file, output, seconds in pool.map(check, due):
            print(f"  {file.relative_to(ROOT)} ({seconds:.1f} s)" + ("" if not output else " has findings"), flush=True)
            if output:
                faulty += 1
                print(output, flush=True)
    print(f"clang-tidy: {faulty} files with findings")
    return 1 if faulty else 0


if __name__ == "__main__":
    sys.exit(main())
