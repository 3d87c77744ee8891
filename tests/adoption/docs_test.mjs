// Every command of README.md, samples/README.md and docs/ is run, and what a page shows is what is printed.
//
// A page is run from its top, as on a terminal without colors, in a folder with a copy of samples/. Of its fenced blocks
//   ```console             (or none, where the first line is a command) lines after "$ " are commands, the others what they print: "…" stands for any lines, at the end of
//                          a line for its rest. Exit statuses are free, but for 1 and those above 127.
//   ```sh                  commands whose output the page does not show
//   ```LANGUAGE file=NAME  writes the file NAME
//   ```sh by-hand          not run: they change the machine, or need a network or another program
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { root, workshop } from "./support.mjs";

const markdown = (folder) => readdirSync(join(root, folder)).filter((name) => name.endsWith(".md"));
const pages = ["README.md", "samples/README.md", ...markdown("docs").map((name) => `docs/${name}`)];

function blocks(text) {
  const found = [];
  for (const match of text.matchAll(/^( *)```([^\n]*)\n(.*?)^\1```$/gms)) {
    const [language = "", ...marks] = match[2].trim().split(/\s+/);
    const body = match[3].split("\n").map((line) => line.slice(match[1].length)).join("\n");
    const file = marks.find((mark) => mark.startsWith("file="))?.slice("file=".length);
    found.push({ language, byHand: marks.includes("by-hand"), file, body, line: text.slice(0, match.index).split("\n").length });
  }
  return found;
}

// Does the text have these lines, with "…" for what is left out?
function shows(expected, actual) {
  const quoted = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const pattern = expected.split("\n").map((line) => {
    if (line === "…") return "(?:[^\\n]*\\n)*?";
    return line.endsWith("…") ? `${quoted(line.slice(0, -1))}[^\\n]*\\n` : `${quoted(line)} *\\n`;
  });
  return expected === "" ? actual === "" : new RegExp(`^${pattern.join("")}$`).test(actual);
}

// The commands of a console block, each with what the page says that it prints.
function commandsOf(body) {
  const list = [];
  for (const line of body.replace(/\n$/, "").split("\n")) {
    if (line.startsWith("$ ")) list.push({ command: line.slice(2), lines: [] });
    else list.at(-1)?.lines.push(line);
  }
  return list.map(({ command, lines }) => ({ command, output: lines.join("\n") }));
}

for (const page of pages) {
  test(page, (t) => {
    const shop = workshop(t);
    shop.copy("samples", "samples");
    Object.assign(shop.env, { COLUMNS: "100", NO_COLOR: "1" });
    const run = (command, at) => {
      shop.write("../command", command);
      const done = shop.run("script", ["--quiet", "--return", "--command", "bash ../command", "/dev/null"]);
      done.stdout = done.stdout.replaceAll("\r\n", "\n");
      const isFine = done.status !== null && done.status !== 1 && done.status < 127;
      assert.ok(isFine, `${at}: ${command}: status ${done.status}\n${done.stdout}`);
      return done.stdout;
    };
    for (const block of blocks(readFileSync(join(root, page), "utf8"))) {
      const at = `${page}:${block.line}`;
      if (block.file) {
        shop.write(block.file, block.body);
      } else if (block.language === "console" || (block.language === "" && block.body.startsWith("$ "))) {
        for (const { command, output } of commandsOf(block.body)) {
          const actual = run(command, at);
          if (!shows(output, actual)) assert.equal(actual, output, `${at}: ${command}`);
        }
      } else if (block.language === "sh" && !block.byHand) {
        run(`set -e -o pipefail\n${block.body.replaceAll(/^(virga .*)$/gm, "{ $1\n} || test $? -ne 1")}`, at);
      } else {
        assert.doesNotMatch(block.body, /^\$ /m, `${at}: mark commands with their output as console`);
      }
    }
  });
}

test("links lead to files and headings that are there", () => {
  for (const page of new Set([...pages, ...markdown(".")])) {
    const text = readFileSync(join(root, page), "utf8").replace(/```.*?```/gs, "");
    for (const [, target] of text.matchAll(/\]\((?!https?:|mailto:)([^)\s]+)\)/g)) {
      const [path, heading] = target.split("#");
      const file = path ? join(root, dirname(page), path) : join(root, page);
      assert.ok(existsSync(file), `${page}: ${target}`);
      if (!heading) continue;
      const names = [...readFileSync(file, "utf8").matchAll(/^#+ (.*)$/gm)].map(([, name]) =>
        name.toLowerCase().replace(/[^\w\- ]/g, "").replaceAll(" ", "-"));
      assert.ok(names.includes(heading), `${page}: ${target}`);
    }
  }
});

test("every page of docs/ stands in its index", () => {
  const index = readFileSync(join(root, "docs/README.md"), "utf8");
  for (const page of pages.filter((name) => name.startsWith("docs/") && name !== "docs/README.md")) {
    assert.ok(index.includes(`](${page.slice("docs/".length)})`), page);
  }
});
