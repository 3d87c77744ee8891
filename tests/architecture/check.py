#!/usr/bin/env python3
"""Holds the layering and the banned patterns of ARCHITECTURE.md.

Prints one line a violation, `file:line: what is wrong`, and exits 1 when there is any. Reads the files that git tracks
or would track; `check_test.py` proves that each kind of violation is found.
"""
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]

# Who may include whom: a folder may include itself and the folders after the colon, and all that those may include.
# The longest prefix of a file's path decides which row it belongs to.
LAYERS = {
    "compiler/support": [],
    "compiler/source": ["compiler/support"],
    "compiler/diagnostics": ["compiler/source"],
    "compiler/syntax": ["compiler/diagnostics"],
    "compiler/model": ["compiler/syntax"],
    "schemas": ["compiler/support"],
    "compiler/resolve": ["compiler/model", "schemas"],
    "compiler/expand": ["compiler/resolve"],
    "compiler/emit": ["compiler/resolve"],
    "compiler/edit": ["compiler/emit"],
    "compiler/semantics": ["compiler/expand", "compiler/emit"],
    "rules/engine": ["compiler/semantics", "compiler/edit"],
    "compiler/format": ["compiler/edit"],
    # rules/<family>: ["rules/engine"], one row for each folder, added below
    "compiler/workspace": ["rules"],
    "compiler/package": ["compiler/workspace", "compiler/emit"],
    "compiler/change": ["compiler/package"],
    "lsp/protocol": ["compiler/source"],
    "lsp/transport": ["compiler/support"],
    "lsp/queries": ["compiler/workspace", "compiler/package"],
    "lsp/features": ["lsp/queries", "lsp/protocol", "compiler/format"],
    "lsp/server": ["lsp/features", "lsp/transport"],
    "compiler/driver": ["lsp/server", "compiler/change"],
    "compiler/c_api": ["compiler/driver"],
    "tests": ["compiler/c_api"],
}
# The one place that knows every family: it gathers their tables.
REGISTRY = "rules/registry.cpp"

# What may stand at the root of the repository: what tools look for there, and the rooms.
ROOT_ENTRIES = {
    ".ci", ".clang-format", ".clang-tidy", ".github", ".gitattributes", ".gitignore", ".gitlab-ci.yml",
    ".pre-commit-hooks.yaml",
    "ARCHITECTURE.md", "CHANGELOG.md", "CMakeLists.txt", "CMakePresets.json", "CONTRIBUTING.md", "LICENSE", "NOTICE",
    "README.md", "SECURITY.md", "action.yml", "dev", "packages.txt",
    "cmake", "compiler", "docs", "lsp", "rules", "samples", "schemas", "tests",
}

# Files that may be longer than this many lines, each with its reason.
MAX_LINES = 600
LONG_FILES: dict[str, str] = {}

# A run of more lines of code than this must not stand twice in the rooms of COPY_ROOMS: one piece of code can serve.
MAX_COPIED = 12
COPY_ROOMS = re.compile(r"(compiler|schemas|rules)/.*\.(cpp|h)$")

CODE_SUFFIXES = {".cpp", ".h"}
LIBRARIES = re.compile(r"(compiler/(?!driver/)|schemas/|rules/|lsp/).*(?<!_main)\.(cpp|h)$")

# (which files, what is banned in their code without comments and strings, why)
BANNED_IN_CODE = [
    (LIBRARIES, r"\bstd::(cout|cerr|clog)\b|\bfmt::print\b|\b(f|v)?printf\s*\(|\bf?puts\s*\(|\bputchar\s*\(",
     "libraries never write to the terminal: return text, let compiler/driver print it"),
    (re.compile(r".*\.(cpp|h)$"), r"\busing\s+namespace\s+std\b", "name what you use of std"),
    (LIBRARIES, r"\bthrow\b", "no exception crosses an interface of ours: return the error"),
    (re.compile(r".*\.(cpp|h)$"), r"\b(std::regex|std::rand|srand)\b",
     "std::regex recurses without bound on its input, std::rand is shared state: use PCRE2, or <random>"),
]
# (which files, what is banned in their text, why)
BANNED_IN_TEXT = [
    (re.compile(r"(?!tests/).*\.h$"), r'#include\s*[<"]nlohmann/json\.hpp[>"]', "headers take <nlohmann/json_fwd.hpp>"),
    (re.compile(r".*\.(cpp|h|py|mjs|sh|cmake|md|txt)$|^dev$"), r"\b(TO" r"DO|FIX" r"ME|XX" r"X)\b",
     "finish it or file an issue"),
    (re.compile(r"(?!samples/|tests/golden/|tests/unit/|schemas/overlay/|rules/).*"), r"(?<![\w.$}*~)-])/(work|root|home)/\w",
     "a path of one machine"),
    (re.compile(r"(?!schemas/package-lock\.json).*"), r"https?://(registry|deb|security|snapshot|mirrors?|proxy|pkgs?)\.",
     "the host of a package registry: the ordinary clients know theirs"),
]


def tracked_files() -> list[str]:
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True, check=True)
    names = listing.stdout.decode().split("\0")
    return sorted(name for name in names if name and (ROOT / name).is_file())


def without_comments_and_strings(code: str) -> str:
    """Blanks them out; line breaks stay, so that line numbers hold."""
    pattern = re.compile(
        r'R"(?P<mark>[^\s()\\]{0,16})\(.*?\)(?P=mark)"|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])+\'|//[^\n]*|/\*.*?\*/', re.S)
    return pattern.sub(lambda match: re.sub(r"[^\n]", " ", match.group()), code)


def layers_with_families(files: list[str]) -> dict[str, list[str]]:
    layers = dict(LAYERS)
    families = {"/".join(name.split("/")[:2]) for name in files if name.startswith("rules/") and name.count("/") >= 2}
    for family in families - {"rules/engine"}:
        layers[family] = ["rules/engine"]
    layers["rules"] = sorted(families | {"rules/engine"})
    return layers


def layer_of(name: str, layers: dict[str, list[str]]) -> str | None:
    parts = name.split("/")[:-1]
    for length in range(len(parts), 0, -1):
        if "/".join(parts[:length]) in layers:
            return "/".join(parts[:length])
    return None


def reachable(layer: str, layers: dict[str, list[str]]) -> set[str]:
    seen: set[str] = set()
    todo = [layer]
    while todo:
        current = todo.pop()
        if current not in seen:
            seen.add(current)
            todo += layers[current]
    return seen


def check_includes(name: str, text: str, layers: dict[str, list[str]], files: set[str]):
    own = layer_of(name, layers)
    allowed = reachable(own, layers) if own else set()
    for number, line in enumerate(text.splitlines(), 1):
        match = re.match(r'\s*#\s*include\s*"([^"]+)"', line)
        if not match:
            continue
        target = match.group(1)
        layer = layer_of(target, layers)
        if layer is None:
            # Made by the build, or beside the file in tests; anything else is a path that is not from the root.
            if target in files or not (ROOT / name).parent.joinpath(target).exists():
                continue
            yield number, f'include paths start at the root of the repository: "{target}"'
        elif own is None:
            yield number, f"{name} belongs to no layer: add its folder to LAYERS in tests/architecture/check.py"
        elif layer not in allowed and not (name == REGISTRY and layer.startswith("rules/")):
            yield number, f'{own} must not include {layer} ("{target}")'


def check_file(name: str, text: str, layers: dict[str, list[str]], files: set[str]):
    """Yields (line, message)."""
    is_code = pathlib.PurePath(name).suffix in CODE_SUFFIXES
    if is_code:
        yield from check_includes(name, text, layers, files)
        if name.endswith(".h") and "#pragma once" not in text:
            yield 1, "a header starts with #pragma once"
        lines = text.count("\n")
        if lines > MAX_LINES and name not in LONG_FILES:
            yield lines, f"{lines} lines: split it, or name the reason in LONG_FILES of tests/architecture/check.py"
        code = without_comments_and_strings(text)
        for files_pattern, pattern, why in BANNED_IN_CODE:
            if files_pattern.match(name):
                for match in re.finditer(pattern, code):
                    yield code.count("\n", 0, match.start()) + 1, f"'{match.group().strip()}': {why}"
    for files_pattern, pattern, why in BANNED_IN_TEXT:
        if files_pattern.match(name):
            for match in re.finditer(pattern, text):
                yield text.count("\n", 0, match.start()) + 1, f"'{match.group().strip()}': {why}"


def lines_of_logic(text: str) -> list[tuple[int, str]]:
    """The lines that say something, with their numbers: no comments, brackets alone, includes and accesses."""
    lines = []
    for number, line in enumerate(re.sub(r"//.*", "", text).splitlines(), 1):
        line = " ".join(line.split())
        if re.search(r"\w", line) and not re.match(r"#|namespace\b|public:|private:|return;$|break;$", line):
            lines.append((number, line))
    return lines


def copies(texts: dict[str, str]) -> list[tuple[str, int, str]]:
    """(file, line, message) for each run of more than MAX_COPIED lines that stands in two places."""
    seen: dict[tuple[str, ...], tuple[str, int]] = {}
    found = []
    for name, text in sorted(texts.items()):
        lines = lines_of_logic(text)
        last = -1
        for at in range(len(lines) - MAX_COPIED):
            run = tuple(line for _, line in lines[at:at + MAX_COPIED + 1])
            first = seen.setdefault(run, (name, lines[at][0]))
            if first == (name, lines[at][0]):
                continue
            if last != at - 1:
                found.append((name, lines[at][0], f"the same {MAX_COPIED + 1} lines or more as at {first[0]}:{first[1]}: "
                                                  "let one piece of code serve both"))
            last = at
    return found


def strangers_at_root(names: list[str]) -> list[str]:
    return sorted({name.split("/")[0] for name in names} - ROOT_ENTRIES)


def main() -> int:
    names = tracked_files()
    layers = layers_with_families(names)
    files = set(names)
    violations = 0
    copied = {}
    for name in names:
        try:
            text = (ROOT / name).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # seeds of fuzzers, templates that are broken on purpose
        if COPY_ROOMS.match(name):
            copied[name] = text
        for line, message in check_file(name, text, layers, files):
            violations += 1
            print(f"{name}:{line}: {message}")
    for name, line, message in copies(copied):
        violations += 1
        print(f"{name}:{line}: {message}")
    for entry in strangers_at_root(names):
        violations += 1
        print(f"{entry}:1: does not belong to the root of the repository: find its room, or add it to ROOT_ENTRIES of "
              "tests/architecture/check.py")
    for name in LONG_FILES:
        if name not in files:
            violations += 1
            print(f"tests/architecture/check.py: LONG_FILES names {name}, which is not there")
    print(f"{len(names)} files, {violations} violations")
    return 1 if violations else 0


if __name__ == "__main__":
    sys.exit(main())
