#!/usr/bin/env python3
"""Each kind of violation that check.py stands for is found, and what is allowed is not."""
import unittest

import check

FILES = ["rules/engine/rule.h", "rules/iam/policy.cpp", "rules/lambda/runtime.cpp", "compiler/syntax/node.h"]
LAYERS = check.layers_with_families(FILES)


def violations(name: str, text: str) -> list[str]:
    return [message for _, message in check.check_file(name, text, LAYERS, set(FILES))]


class Layering(unittest.TestCase):
    def test_a_layer_includes_what_is_left_of_it(self):
        self.assertEqual(violations("compiler/resolve/a.cpp", '#include "compiler/support/arena.h"\n'), [])
        self.assertEqual(violations("rules/iam/a.cpp", '#include "rules/engine/rule.h"\n#include "schemas/schema.h"\n'), [])
        self.assertEqual(violations("lsp/server/a.cpp", '#include "rules/iam/policy.h"\n'), [])

    def test_a_layer_never_includes_what_is_right_of_it(self):
        self.assertTrue(violations("compiler/syntax/a.cpp", '#include "compiler/model/template.h"\n'))
        self.assertTrue(violations("schemas/a.cpp", '#include "rules/engine/rule.h"\n'))
        self.assertTrue(violations("rules/iam/a.cpp", '#include "lsp/server/server.h"\n'))

    def test_siblings_never_include_each_other(self):
        self.assertTrue(violations("compiler/expand/a.cpp", '#include "compiler/emit/writer.h"\n'))
        self.assertTrue(violations("rules/iam/a.cpp", '#include "rules/lambda/runtime.h"\n'))
        self.assertTrue(violations("rules/engine/a.cpp", '#include "rules/iam/policy.h"\n'))

    def test_the_registry_gathers_the_families(self):
        self.assertEqual(violations("rules/registry.cpp", '#include "rules/iam/rules.h"\n'), [])

    def test_a_new_folder_needs_a_row(self):
        self.assertTrue(violations("plugins/a.cpp", '#include "compiler/syntax/node.h"\n'))


class Copies(unittest.TestCase):
    RUN = "".join(f"  step_{i}(value);\n" for i in range(check.MAX_COPIED + 1))

    def test_a_long_run_stands_once(self):
        found = check.copies({"rules/a.cpp": self.RUN, "rules/b.cpp": "int b;\n// why\n" + self.RUN.replace("\n", "\n\n")})
        self.assertEqual([(name, line) for name, line, _ in found], [("rules/b.cpp", 3)])
        self.assertEqual(len(check.copies({"rules/a.cpp": self.RUN + "int b;\n" + self.RUN})), 1)

    def test_short_runs_may_recur(self):
        short = self.RUN[: self.RUN.rindex("  step")]
        self.assertEqual(check.copies({"rules/a.cpp": short, "rules/b.cpp": short}), [])


class Root(unittest.TestCase):
    def test_only_known_entries_stand_at_the_root(self):
        self.assertEqual(check.strangers_at_root(["README.md", "compiler/a.cpp", "tests/b.py"]), [])
        self.assertEqual(check.strangers_at_root(["notes.txt", "scripts/a.sh", "scripts/b.sh"]), ["notes.txt", "scripts"])


class Patterns(unittest.TestCase):
    def test_libraries_do_not_print(self):
        self.assertTrue(violations("rules/iam/a.cpp", "std::cout << 1;\n"))
        self.assertTrue(violations("rules/iam/a.cpp", 'printf("x");\n'))
        self.assertEqual(violations("compiler/driver/a.cpp", "std::cout << 1;\n"), [])
        self.assertEqual(violations("rules/iam/a.cpp", '// printf("x");\nauto s = "std::cout";\nsnprintf(a, 1, b);\n'), [])

    def test_no_exceptions_no_namespace_std(self):
        self.assertTrue(violations("schemas/a.cpp", "throw 1;\n"))
        self.assertTrue(violations("tests/unit/a.cpp", "using namespace std;\n"))
        self.assertEqual(violations("schemas/a.cpp", "// Never throws.\n"), [])

    def test_headers(self):
        self.assertTrue(violations("schemas/a.h", "#pragma once\n#include <nlohmann/json.hpp>\n"))
        self.assertTrue(violations("schemas/a.h", "int a;\n"))
        self.assertEqual(violations("schemas/a.cpp", "#include <nlohmann/json.hpp>\n"), [])

    def test_unfinished_work_and_long_files(self):
        self.assertTrue(violations("schemas/a.cpp", "// TO" "DO later\n"))
        self.assertTrue(violations("schemas/a.cpp", "\n" * (check.MAX_LINES + 1)))

    def test_traces_of_a_machine(self):
        self.assertTrue(violations("README.md", "cd /" "work/main\n"))
        self.assertTrue(violations("schemas/a.mjs", "fetch('https://" "registry.example.org/x')\n"))
        self.assertEqual(violations("README.md", "see ./work/x and https://docs.aws.amazon.com/a\n"), [])


if __name__ == "__main__":
    unittest.main()
