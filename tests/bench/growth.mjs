// growth.mjs [--virga PROGRAM] [--only WORD] [--largest N]: how time grows with a template. For each kind of kinds.mjs the
// processor time of one unit, in microseconds, in templates of 10, 100, 1,000 and 10,000 units; without what a run costs that has
// nothing to do. Flat rows are linear. tests/bench/growth_test.mjs holds the same by counting instructions.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { kinds } from "./kinds.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const given = process.argv.slice(2);
const option = (name, fallback) => (given.includes(name) ? given[given.indexOf(name) + 1] : fallback);
const virga = option("--virga", join(here, "../../build/release/virga"));
const word = option("--only", "");
const sizes = [10, 100, 1000, 10_000].filter((n) => n <= Number(option("--largest", "10000")));

const scratch = mkdtempSync(join(tmpdir(), "virga-growth-"));
process.on("exit", () => rmSync(scratch, { recursive: true, force: true }));
const file = join(scratch, "template.yaml");

function milliseconds(kind, n) {
  writeFileSync(file, kind.text(n));
  if (kind.after) writeFileSync(`${file}.new`, kind.after(n));
  const times = n <= 10 ? 20 : n <= 100 ? 10 : n <= 1000 ? 3 : 1;
  const done = spawnSync("python3", [join(here, "rivals/run.py"), String(times), virga, ...kind.args(file)], { encoding: "utf8" });
  if (done.status !== 0) throw new Error(`${virga} cannot be run`);
  return Number(done.stdout);
}

const cell = (us) => (us < 10 ? us.toFixed(1) : Math.round(us).toLocaleString("en-US"));
console.log(`| µs for one of | ${sizes.map((n) => n.toLocaleString("en-US")).join(" | ")} |\n| --- |${" ---: |".repeat(sizes.length)}`);
for (const kind of kinds.filter(({ name }) => name.includes(word))) {
  const nothing = milliseconds(kind, 1);
  const cells = sizes.map((n) => cell(Math.max(0, ((milliseconds(kind, n) - nothing) / (n - 1)) * 1000)));
  console.log(`| ${kind.name} | ${cells.join(" | ")} |`);
}
