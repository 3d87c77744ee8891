// The npm packages are made, installed without a network, and run by npx.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { root, virga, workshop } from "./support.mjs";

const isForeign = process.platform !== "linux" || process.arch !== "x64";

test("npx virga works after an install from the packages alone", { skip: isForeign && "a test for linux-x64" }, (t) => {
  const shop = workshop(t);
  const packed = join(shop.folder, "packed");
  execFileSync("node", [join(root, "cmake/packaging/npm/make.mjs"), "1.2.3", packed, `linux-x64=${virga}`],
    { env: shop.env, encoding: "utf8" });
  const names = readdirSync(packed).sort();
  assert.deepEqual(names, ["virga-1.2.3.tgz", "virga-linux-x64-1.2.3.tgz"]);
  shop.write("package.json", '{"name": "app", "private": true}');
  const installed = shop.run("npm", ["install", "--offline", "--ignore-scripts", "--no-audit", "--no-fund",
    ...names.map((name) => join(packed, name))]);
  assert.equal(installed.status, 0, installed.stdout + installed.stderr);

  for (const name of ["virga", "@virga/linux-x64"]) {
    const manifest = JSON.parse(readFileSync(join(shop.work, "node_modules", name, "package.json"), "utf8"));
    assert.deepEqual([manifest.scripts, manifest.version], [undefined, "1.2.3"]);
  }

  // Not the program of the test: the PATH has none.
  rmSync(join(shop.folder, "bin"), { recursive: true });
  assert.match(shop.run("npx", ["--offline", "virga", "--version"]).stdout, /^virga \d/);
  shop.copy("samples/faulty/typos.yaml", "typos.yaml");
  const bin = join(shop.work, "node_modules/.bin");
  const lint = shop.run(join(bin, "virga"), ["lint", "--format", "quiet", "typos.yaml"]);
  assert.deepEqual([lint.status, lint.stderr], [6, ""]);
  assert.equal(shop.run(join(bin, "virga"), ["lint", "-"], { input: "Resources: []\n" }).status, 2);
  // Called by this name it prints as cfn-lint does.
  assert.match(shop.run(join(bin, "virga-cfn-lint"), ["typos.yaml"]).stdout, /^E3002 .*\ntypos\.yaml:18:7/m);
  const path = shop.run("node", ["-p", "require('virga').programPath()"]).stdout.trim();
  assert.match(shop.run(path, ["version"]).stdout, /^virga \d/);

  rmSync(join(shop.work, "node_modules/@virga"), { recursive: true });
  const missing = shop.run(join(bin, "virga"), ["--version"]);
  assert.equal(missing.status, 1);
  assert.match(missing.stderr, /^virga: the package @virga\/linux-x64 is missing: /);
});
