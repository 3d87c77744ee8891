// What `./dev package` made, taken apart and run: node --test tests/adoption/packages.mjs. No part of `./dev test`.
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { root, workshop } from "./support.mjs";

const out = join(root, "build/packages");
const named = (ending) => {
  const found = readdirSync(out).filter((name) => name.endsWith(ending));
  return found.length === 1 ? join(out, found[0]) : undefined;
};
const files = ["bin/virga", "bin/virga-cfn-lint", "share/man/man1/virga.1", "share/bash-completion/completions/virga",
  "share/zsh/site-functions/_virga", "share/fish/vendor_completions.d/virga.fish", "share/doc/virga/copyright"];

// Checks a template in a root folder that has nothing else.
function lintsAlone(shop, program) {
  if (process.getuid() !== 0) return;
  shop.copy("samples/faulty/typos.yaml", "bare/typos.yaml");
  shop.run("cp", [program, join(shop.work, "bare/virga")]);
  const done = shop.run("chroot", [join(shop.work, "bare"), "/virga", "lint", "-f", "quiet", "typos.yaml"]);
  assert.deepEqual([done.status, done.stderr], [6, ""]);
}

test("the .deb holds the program, depends on nothing and says what it is", (t) => {
  const shop = workshop(t);
  const deb = named(".deb");
  assert.match(deb ?? "", /virga_[\d.]+_(amd64|arm64)\.deb$/);
  const field = (name) => shop.run("dpkg-deb", ["--field", deb, name]).stdout.trim();
  assert.equal(field("Package"), "virga");
  assert.equal(field("Depends"), "");
  assert.equal(shop.run("dpkg-deb", ["--extract", deb, "root"]).status, 0);
  for (const file of files) assert.ok(existsSync(join(shop.work, "root/usr", file)), file);
  lintsAlone(shop, join(shop.work, "root/usr/bin/virga"));
});

test("the tarball unpacks to a prefix", (t) => {
  const shop = workshop(t);
  const tarball = named(`-${process.arch === "x64" ? "x86_64" : "aarch64"}.tar.gz`);
  assert.equal(shop.run("tar", ["-xf", tarball, "--strip-components=1"]).status, 0);
  for (const file of files) assert.ok(existsSync(join(shop.work, file)), file);
  lintsAlone(shop, join(shop.work, "bin/virga"));
});

test("the container holds the program and nothing else", (t) => {
  const archive = named(".oci.tar");
  if (archive === undefined) return t.skip("no container was made");
  const shop = workshop(t);
  assert.equal(shop.run("tar", ["-xf", archive]).status, 0);
  const blob = (digest) => join(shop.work, "blobs", digest.replace(":", "/"));
  const read = (digest) => JSON.parse(readFileSync(blob(digest), "utf8"));
  const index = JSON.parse(readFileSync(join(shop.work, "index.json"), "utf8"));
  const manifest = read(index.manifests[0].digest);
  assert.deepEqual(read(manifest.config.digest).config.Entrypoint, ["/usr/bin/virga"]);
  mkdirSync(join(shop.work, "layers"));
  const held = manifest.layers.flatMap((layer) => {
    assert.equal(shop.run("tar", ["-xf", blob(layer.digest), "-C", "layers"]).status, 0);
    return shop.run("tar", ["-tf", blob(layer.digest)]).stdout.split("\n").filter((name) => name && !name.endsWith("/"));
  });
  assert.deepEqual(held, ["usr/bin/virga"]);
  lintsAlone(shop, join(shop.work, "layers/usr/bin/virga"));
});

test("the npm packages install and run", (t) => {
  const shop = workshop(t);
  rmSync(join(shop.folder, "bin"), { recursive: true });
  shop.write("package.json", '{"name": "app", "private": true}');
  const packed = readdirSync(out).filter((name) => name.endsWith(".tgz")).map((name) => join(out, name));
  const installed = shop.run("npm", ["install", "--offline", "--ignore-scripts", "--no-audit", "--no-fund", ...packed]);
  assert.equal(installed.status, 0, installed.stderr);
  assert.match(shop.run("npx", ["--offline", "virga", "--version"]).stdout, /^virga \d/);
});
