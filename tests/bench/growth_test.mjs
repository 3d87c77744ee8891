// Work grows with the template, and with nothing else: a template of four times as many units takes four times as many
// instructions, for each kind of kinds.mjs; where it does not, and for the worst that the search of worst.mjs found, it is bounded.
// Instructions are counted by valgrind, so the result does not hang on the machine or its load.
// COUNTS=WORD prints the counts of the kinds whose names hold the word, and counts no others.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { virga, workshop } from "../adoption/support.mjs";
import { kinds } from "./kinds.mjs";
import { COMMANDS, FOUND, MOST_BYTES, textOf } from "./worst.mjs";

const SMALL = 64;
const FACTOR = 4;
const SLACK = 1.2; // hash tables that double, sorting, numbers that get longer
const LIMIT = 500; // the most resources of a template

const hasValgrind = spawnSync("valgrind", ["--version"]).status === 0;
const options = { skip: hasValgrind ? false : "valgrind is not installed" };
const wanted = ({ name }) => name.includes(process.env.COUNTS ?? "");
const tell = (text) => { if (process.env.COUNTS !== undefined) console.log(text); };

// Millions of instructions of a command.
function count(shop, name, args) {
  const done = spawnSync("valgrind", ["--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null",
    "--log-file=count", virga, ...args], { cwd: shop.work, env: shop.env, stdio: "ignore" });
  assert.ok(done.status % 2 === 0 && done.status < 16, `${name}: status ${done.status}`);
  return Number(/I +refs: +([\d,]+)/.exec(readFileSync(join(shop.work, "count"), "utf8"))[1].replaceAll(",", "")) / 1e6;
}
function countOf(shop, kind, n) {
  shop.write("t.yaml", kind.text(n));
  if (kind.after) shop.write("t.yaml.new", kind.after(n));
  return count(shop, kind.name, kind.args("t.yaml"));
}

test("four times the template is four times the work", options, (t) => {
  const shop = workshop(t);
  const steep = [];
  const nothings = new Map(); // what each command costs for one unit of its first kind
  for (const kind of kinds.filter(({ most }) => most === undefined).filter(wanted)) {
    const command = kind.args("t.yaml").join(" ");
    if (!nothings.has(command)) nothings.set(command, countOf(shop, kind, 1));
    let nothing = nothings.get(command);
    let small = countOf(shop, kind, SMALL) - nothing;
    if (small <= 0) { // a text that is refused costs less than any template
      const less = countOf(shop, kind, 1);
      small += nothing - less;
      nothing = less;
    }
    const large = countOf(shop, kind, SMALL * FACTOR) - nothing;
    tell(`${(large / small).toFixed(2).padStart(6)} ${large.toFixed(1).padStart(9)} M  ${kind.name}`);
    if (large > small * FACTOR * SLACK) steep.push(`${kind.name}: ${(large / small).toFixed(2)} times`);
  }
  assert.deepEqual(steep, []);
});

test("what grows faster is bounded", options, (t) => {
  const shop = workshop(t);
  const above = [];
  for (const kind of kinds.filter(({ most }) => most !== undefined).filter(wanted)) {
    const took = countOf(shop, kind, LIMIT);
    tell(`       ${took.toFixed(1).padStart(9)} M  ${kind.name}`);
    if (took > kind.most) above.push(`${kind.name}: ${took.toFixed(0)} million instructions, at most ${kind.most}`);
  }
  for (const { command, most, ...numbers } of FOUND.filter(({ command }) => wanted({ name: command }))) {
    const text = textOf(numbers);
    assert.ok(text.length <= MOST_BYTES);
    shop.write("t.yaml", text);
    const took = count(shop, command, COMMANDS[command]("t.yaml"));
    tell(`       ${took.toFixed(1).padStart(9)} M  ${command}, searched`);
    if (took > most) above.push(`${command}, searched: ${took.toFixed(0)} million instructions, at most ${most}`);
  }
  assert.deepEqual(above, []);
});
