// The figures of README.md are those of docs/compare.json, which only ./dev bench compare --write makes.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { chart, table, withTable } from "../bench/render.mjs";
import { root } from "./support.mjs";

const read = (name) => readFileSync(join(root, name), "utf8");

test("the table and the chart are made of the measured figures", () => {
  const result = JSON.parse(read("docs/compare.json"));
  assert.equal(withTable(read("README.md"), result), read("README.md"));
  assert.equal(chart(result), read("docs/compare.svg"));
});

test("a tool that was not there has no figures, and ratios have two digits", () => {
  const result = { tools: { virga: "1.0", "cfn-lint": "2.0" }, machine: "1 core", node: "20", load: 0.1,
    rows: [{ name: "one", times: { virga: 2.04, "cfn-lint": 12345 } }, { name: "two", times: { virga: 400 } }] };
  const lines = table(result).split("\n");
  assert.equal(lines[0], "| | Virga 1.0 | cfn-lint 2.0 |");
  assert.equal(lines[2], "| one | 2.0 ms | 12 s (6,100×) |");
  assert.equal(lines[3], "| two | 400 ms |  |");
  assert.equal(chart(result).match(/<rect/g).length, 3);
  assert.throws(() => withTable("no place", result), /no place for the table/);
});
