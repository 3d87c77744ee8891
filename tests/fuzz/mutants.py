#!/usr/bin/env python3
"""mutants.py PROGRAM [--count N] [--seed S] [--jobs N] [FOLDER…]: changes real templates, and gives each to every command.

Fails where a command dies, takes more than 2 seconds of processor time or 300 MB, or ends with a status that it does not have. The
templates are those of samples/ and of the golden tests, or what FOLDER has. The same seed makes the same mutants; one that breaks
something stays in build/mutants, and the command is printed. Fuzzing finds what no template looks like; this finds what templates
look like while they are written, merged and generated.
"""
import argparse
import concurrent.futures
import os
import pathlib
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
SECONDS = 2.0
MEGABYTES = 300
LARGEST = 200_000  # bytes of a template that is taken
COMMANDS = [
    ["lint", "-f", "json", "-c", "I", "V9", "--", "{}"],
    ["lint", "--diff", "--unsafe-fixes", "{}"],
    ["lint", "-f", "sarif", "-r", "ALL_REGIONS", "--", "{}"],
    ["expand", "{}"],
    ["eval", "{}"],
    ["deploy-plan", "-f", "json", "{}"],
    ["package", "-b", "some-bucket", "--out-dir", "{folder}/packaged", "{}"],
    ["diff", "{original}", "{}"],
    ["diff", "{}", "{original}", "-f", "json"],
    ["fmt", "--diff", "{}"],
    ["convert", "{}"],
    ["graph", "-f", "mermaid", "{}"],
    ["dump", "-p", "syntax", "--tolerant", "{}"],
    ["dump", "-p", "conditions", "{}"],
]
# Values that stand in for others.
ODDITIES = ["", "~", "[]", "{}", "0", "-1", "1e999", "0x7fffffffffffffff", "true", "'${'", "!Ref Missing", "!GetAtt A.B", "!Sub '${A.B}'",
            "!If [C, 1, !Ref AWS::NoValue]", "[[[[]]]]", "{Ref: {Ref: A}}", "&a [*a]", "*nothing", "!Sub", "é☃𝄞", "\t", "'" + "x" * 5000 + "'",
            "!Select [9, []]", "!FindInMap [A, B, C]", "!Join [',', !Ref A]", "2020-01-01", "{'Fn::Transform': {Name: X}}", "'\\'", "|"]


def mutated(text: str, others: list[str], random_: random.Random) -> bytes:
    lines = text.splitlines(keepends=True) or [""]
    for _ in range(random_.choice([1, 1, 1, 2, 3, 6])):
        at = random_.randrange(len(lines))
        end = min(len(lines), at + random_.randint(1, 12))
        kind = random_.randrange(12)
        if kind == 0:  # a block goes
            del lines[at:end]
        elif kind == 1:  # comes twice
            lines[at:at] = lines[at:end]
        elif kind == 2:  # moves
            block = lines[at:end]
            del lines[at:end]
            to = random_.randrange(len(lines) + 1)
            lines[to:to] = block
        elif kind == 3:  # from another template
            other = random_.choice(others).splitlines(keepends=True) or [""]
            start = random_.randrange(len(other))
            lines[at:at] = other[start:start + random_.randint(1, 15)]
        elif kind == 4:  # is indented otherwise
            shift = random_.choice([-4, -2, -1, 1, 2, 4])
            lines[at:end] = [" " * shift + line if shift > 0 else line[min(-shift, len(line) - len(line.lstrip(" "))):]
                             for line in lines[at:end]]
        elif kind in (5, 6):  # a value becomes another
            lines[at] = re.sub(r"(:|-) [^\n]*", lambda found: f"{found[1]} {random_.choice(ODDITIES)}", lines[at], count=1)
        elif kind == 7:  # a word becomes another one of the template
            words = re.findall(r"[\w:.]{3,}", text)
            if words:
                lines[at] = re.sub(r"[\w:.]{3,}", lambda _: random_.choice(words), lines[at], count=1)
        elif kind == 8:  # the text ends
            del lines[at + 1:]
            lines[at] = lines[at][: random_.randrange(len(lines[at]) + 1)]
        elif kind == 9:  # a merge left its marks
            lines[at:end] = ["<<<<<<< HEAD\n", *lines[at:end], "=======\n", *lines[at:end], ">>>>>>> other\n"]
        elif kind == 10:  # a character goes, or comes
            line = lines[at]
            place = random_.randrange(len(line) + 1)
            lines[at] = line[:place] + random_.choice(["", *"{}[],:'\"&*!|>%@`#-\t\\\0\ufeff"]) + line[place + random_.randint(0, 1):]
        else:  # deeply nested
            lines[at] = re.sub(r": [^\n]*", ": " + "[" * 300 + "]" * 300, lines[at], count=1)
        lines = lines or [""]
    data = "".join(lines).encode("utf-8", "replace")
    if random_.randrange(20) == 0 and data:  # bytes that are no UTF-8
        place = random_.randrange(len(data))
        data = data[:place] + bytes([random_.randrange(128, 256)]) + data[place + 1:]
    return data


class Watcher:
    """Runs commands, and says what is wrong with how they ended."""

    def __init__(self, program: str) -> None:
        self.program = program
        self.slowest = (0.0, "")
        self.largest = (0.0, "")
        self.runs = 0

    def run(self, arguments: list[str], folder: pathlib.Path) -> str:
        process = subprocess.Popen([self.program, *arguments], cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL, preexec_fn=limit_processor_time)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        seconds, megabytes, shown = used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, " ".join(arguments)
        self.runs += 1
        self.slowest = max(self.slowest, (seconds, shown))
        self.largest = max(self.largest, (megabytes, shown))
        if process.returncode < 0:
            return f"died of {signal.Signals(-process.returncode).name}"
        if process.returncode > 30:
            return f"ended with status {process.returncode}"
        if seconds > SECONDS:
            return f"took {seconds:.1f} s"
        return f"took {megabytes:.0f} MB" if megabytes > MEGABYTES else ""


def limit_processor_time() -> None:
    import resource
    resource.setrlimit(resource.RLIMIT_CPU, (10, 10))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("folders", nargs="*")
    parser.add_argument("--count", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    options = parser.parse_intermixed_args()
    folders = options.folders or [ROOT / "samples", ROOT / "tests/golden/rules", ROOT / "tests/golden/expand"]
    files = sorted(file for folder in folders for file in pathlib.Path(folder).rglob("*")
                   if file.suffix in {".yaml", ".yml", ".json", ".template"} and file.is_file() and file.stat().st_size < LARGEST)
    texts = [file.read_text("utf-8", "replace") for file in files]
    if not texts:
        parser.error("no templates there")
    kept = ROOT / "build" / "mutants"
    shutil.rmtree(kept, ignore_errors=True)
    kept.mkdir(parents=True)
    watcher = Watcher(str(pathlib.Path(options.program).resolve()))
    faults = 0

    def judge(number: int) -> list[str]:
        random_ = random.Random(options.seed * 1_000_003 + number)
        index = random_.randrange(len(files))
        found = []
        with tempfile.TemporaryDirectory(prefix="virga-mutant-") as name:
            folder = pathlib.Path(name)
            mutant = folder / f"mutant{files[index].suffix}"
            mutant.write_bytes(mutated(texts[index], texts, random_))
            for command in COMMANDS:
                places = {"{}": mutant.name, "{original}": str(files[index].resolve()), "{folder}/packaged": str(folder / "packaged")}
                if fault := watcher.run([places.get(word, word) for word in command], folder):
                    shutil.copy(mutant, kept / f"{number}{mutant.suffix}")
                    found.append(f"mutant {number} of {files[index]}: {' '.join(command)}: {fault}")
        return found

    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        for found in pool.map(judge, range(options.count)):
            for line in found:
                faults += 1
                print(line, flush=True)
    print(f"{options.count} mutants of {len(files)} templates, {watcher.runs} runs, {faults} faults; "
          f"longest {watcher.slowest[0]:.2f} s ({watcher.slowest[1]}), largest {watcher.largest[0]:.0f} MB ({watcher.largest[1]})")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
