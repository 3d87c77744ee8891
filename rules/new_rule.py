#!/usr/bin/env python3
"""Starts a rule: ./dev new-rule ID FAMILY [--new-family]

Adds a row to rules/FAMILY/rules.cpp, a card rules/FAMILY/ID.md and a template tests/golden/rules/ID/fires.yaml, each with
placeholders in CAPITALS that the tests refuse until they are written. A new family is started with its own folder; the
last step, its line in rules/registry.cpp, is printed.
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]

ROW = '''    {{"{id}", "TITLE", "SUMMARY", "SOURCE"}},
'''

TABLE = '''#include "rules/{family}/rules.h"

namespace virga {{
namespace {{

constexpr Rule kRules[] = {{
}};

}}  // namespace

std::span<const Rule> {function}() {{ return kRules; }}

}}  // namespace virga
'''

HEADER = '''#pragma once

#include <span>

#include "rules/engine/rule.h"

namespace virga {{

std::span<const Rule> {function}();

}}  // namespace virga
'''

CARD = '''# {id} TITLE

WHY: what goes wrong in a deployment, and when.

## Bad

```yaml
Resources:
  Topic:
    Type: AWS::SNS::Topic
```

## Good

```yaml
Resources:
  Topic:
    Type: AWS::SNS::Topic
```
'''

CASE = '''Resources:
  Topic:
    Type: AWS::SNS::Topic
'''


def fail(message: str) -> None:
    sys.exit(f"new-rule: {message}")


def write(path: pathlib.Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    print(f"  {path.relative_to(ROOT)}")


def insert_row(table: str, rule: str) -> str:
    """The table with the row in its place, sorted by id."""
    start = table.find("constexpr Rule kRules[] = {\n")
    if start < 0:
        fail("the family's rules.cpp holds no table `constexpr Rule kRules[]`")
    end = table.index("\n};", start) + 1
    place = end
    for match in re.finditer(r'^ {4}\{"([A-Z]\d{4})"', table[start:end], re.M):
        if match.group(1) > rule:
            place = start + match.start()
            break
    return table[:place] + ROW.format(id=rule) + table[place:]


def main() -> None:
    words = [word for word in sys.argv[1:] if word != "--new-family"]
    if len(words) != 2:
        fail("usage: ./dev new-rule ID FAMILY [--new-family], for example: ./dev new-rule V3009 lambda")
    rule, family = words
    if not re.fullmatch(r"[EWIV]\d{4}", rule):
        fail(f"'{rule}' is no rule id: E, W, I or V (rules that cfn-lint does not have) and four digits")
    if not re.fullmatch(r"[a-z][a-z0-9_]*", family) or family == "engine":
        fail(f"'{family}' is no family: lower case letters, digits, underscores; the engine holds no rules")
    rows = re.compile(r'^\s*\{"' + rule + '"', re.M)
    for table in ROOT.glob("rules/*/*.cpp"):
        if rows.search(table.read_text()):
            fail(f"{rule} is taken: {table.relative_to(ROOT)}")

    folder = ROOT / "rules" / family
    table = folder / "rules.cpp"
    function = f"{family}_rules"
    new_family = not table.exists()
    if new_family and "--new-family" not in sys.argv:
        known = sorted(other.parent.name for other in ROOT.glob("rules/*/rules.cpp"))
        fail(f"there is no family '{family}'; there are {', '.join(known)}; --new-family starts one")
    print("Written:")
    if new_family:
        write(folder / "rules.h", HEADER.format(function=function))
    write(table, insert_row(TABLE.format(family=family, function=function) if new_family else table.read_text(), rule))
    write(folder / f"{rule}.md", CARD.format(id=rule))
    write(ROOT / "tests" / "golden" / "rules" / rule / "fires.yaml", CASE)
    print("Next:")
    if new_family:
        print(f'  include "rules/{family}/rules.h" in rules/registry.cpp and add {function}() to all_rules()')
    print("  write title, summary and source in the row, the card, and a template in which the rule fires")
    if rule.startswith("V"):
        print("  a V rule is a warning; where the service refuses the template, give the row Severity::Error (rules/engine/rule.h)")
    print("  name the rule in a schema of schemas/overlay/ (`rule`), or give the row a check in C++ (rules/engine/rule.h)")
    print(f"  ./dev update-goldens -R {rule} && ./dev test -R {rule}")


if __name__ == "__main__":
    main()
