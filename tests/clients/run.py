#!/usr/bin/env python3
"""Tests `virga lsp` with real editors, without a screen: run.py [--install] PROGRAM [nvim|emacs|vim…].

Each editor opens a copy of workspace/ and shows what its user would see, as a JSON object of one line in the file that
the environment variable VIRGA_RESULT names:

  diagnostics  the messages on line 9 of parent.yaml
  hover        of VersioningConfiguration
  definition   the line (from 1) that `Queue` in `!GetAtt Queue.Arn` leads to
  completion   line 9 after "Status: En" was completed
  rename       both files after the parameter SourceArn of child.yaml became TopicArn

An editor that is not there is installed with --install, as root on Debian; else it is skipped, with a word.
"""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
PACKAGES = {"nvim": ["neovim"], "emacs": ["emacs-nox", "elpa-eglot"], "vim": ["vim", "vim-ale"]}
SECONDS = 90


def missing_packages(name: str) -> list[str]:
    if shutil.which("dpkg-query") is None:
        return [] if shutil.which(name) else PACKAGES[name]
    states = subprocess.run(["dpkg-query", "-W", "-f=${Package} ${db:Status-Status}\n", *PACKAGES[name]],
                            capture_output=True, text=True, check=False).stdout
    there = {line.split()[0] for line in states.splitlines() if line.endswith(" installed")}
    return [package for package in PACKAGES[name] if package not in there]


def available(name: str, install: bool) -> bool:
    missing = missing_packages(name)
    if missing and install:
        print(f"{name}: installing {' '.join(missing)}", flush=True)
        prefix = [] if os.geteuid() == 0 else ["sudo"]
        environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
        for command in (["apt-get", "update"], ["apt-get", "install", "-y", "--no-install-recommends", *missing]):
            try:
                subprocess.run([*prefix, *command], env=environment, capture_output=True, timeout=600, check=False)
            except (OSError, subprocess.TimeoutExpired):
                break
        missing = missing_packages(name)
    if missing:
        print(f"{name}: skipped, these packages are missing: {' '.join(missing)}")
    return not missing


def command_of(name: str, workspace: pathlib.Path) -> list[str]:
    if name == "nvim":
        return ["nvim", "--headless", "-n", "-i", "NONE", "-u", str(HERE / "nvim/init.lua"), str(workspace / "parent.yaml"),
                "-c", f"luafile {HERE / 'nvim/test.lua'}"]
    if name == "emacs":
        # -q and not -Q, which leaves out the folders that Debian's packages are in.
        return ["emacs", "-q", "--batch", "-l", str(HERE / "emacs/test.el")]
    return ["vim", "-e", "-s", "-N", "-i", "NONE", "-u", str(HERE / "vim/vimrc"), "-S", str(HERE / "vim/test.vim"),
            str(workspace / "parent.yaml")]


def faults_of(seen: dict) -> list[str]:
    faults = []

    def expect(what: str, holds: bool) -> None:
        if not holds:
            faults.append(f"{what}: {json.dumps(seen.get(what))}")

    expect("diagnostics", any("Enabled" in text for text in seen.get("diagnostics", [])))
    expect("hover", "ersioning" in seen.get("hover", ""))
    expect("definition", seen.get("definition") == 3)
    expect("completion", seen.get("completion") == "        Status: Enabled")
    parent, child = seen.get("rename", ["", ""])
    expect("rename", "TopicArn: !GetAtt Queue.Arn" in parent and "  TopicArn:\n" in child and "!Ref TopicArn" in child
           and "SourceArn" not in parent + child)
    return faults


def test(name: str, program: pathlib.Path) -> bool:
    with tempfile.TemporaryDirectory(prefix="virga-client-") as folder:
        workspace = pathlib.Path(folder) / "workspace"
        shutil.copytree(HERE / "workspace", workspace)
        result = pathlib.Path(folder) / "result.json"
        environment = dict(os.environ, VIRGA_PROGRAM=str(program), VIRGA_RESULT=str(result), HOME=folder,
                           XDG_CONFIG_HOME=folder, XDG_DATA_HOME=folder, XDG_STATE_HOME=folder, XDG_CACHE_HOME=folder)
        try:
            run = subprocess.run(command_of(name, workspace), cwd=workspace, env=environment, stdin=subprocess.DEVNULL,
                                 capture_output=True, text=True, errors="replace", timeout=SECONDS, check=False)
            said = run.stdout + run.stderr
        except subprocess.TimeoutExpired as late:
            said = f"not ready after {SECONDS} seconds\n{late.stdout or b''!r} {late.stderr or b''!r}"
        seen = json.loads(result.read_text()) if result.exists() else {}
        faults = faults_of(seen)
    if not faults:
        print(f"{name}: diagnostics, hover, definition, completion and rename over two files work")
        return True
    print(f"{name}: FAILED\n  " + "\n  ".join(faults) + "\n" + said[-3000:])
    return False


def main() -> int:
    words = [word for word in sys.argv[1:] if word != "--install"]
    if not words or any(name not in PACKAGES for name in words[1:]):
        print(__doc__)
        return 2
    program = pathlib.Path(words[0]).resolve()
    names = words[1:] or list(PACKAGES)
    results = [test(name, program) for name in names if available(name, "--install" in sys.argv)]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
