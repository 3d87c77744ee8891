// What `./dev package` made, taken apart and run: node --test tests/adoption/packages.mjs. No part of `./dev test`.
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { root, workshop } from "./support.mjs";

const out = join(root, "build/packages");
const made = existsSync(out) ? readdirSync(out) : [];
const named = (ending) => {
  const found = made.filter((name) => name.endsWith(ending));
  return found.length === 1 ? join(out, found[0]) : undefined;
};
const files = ["bin/virga", "bin/virga-cfn-lint", "share/man/man1/virga.1", "share/bash-completion/completions/virga",
  "share/zsh/site-functions/_virga", "share/fish/vendor_completions.d/virga.fish", "share/doc/virga/copyright"];

const own = process.arch === "x64" ? "amd64" : "arm64";
const platforms = [
  { debian: "amd64", machine: "x86_64", npm: "linux-x64", elf: 62 },
  { debian: "arm64", machine: "aarch64", npm: "linux-arm64", elf: 183 },
].filter(({ debian }) => debian === own || named(`_${debian}.deb`) !== undefined);

// Runs a program for a platform, by qemu where it is another one's.
const qemu = process.env.PATH.split(":").some((folder) => existsSync(join(folder, "qemu-aarch64-static")))
  ? "qemu-aarch64-static" : "qemu-aarch64";
function runOn(platform, shop, program, args, more = {}) {
  return platform.debian === own ? shop.run(program, args, more) : shop.run(qemu, [program, ...args], more);
}

// Checks a template in a root folder that has nothing else.
function lintsAlone(shop, program) {
  if (process.getuid() !== 0) return;
  shop.copy("samples/faulty/typos.yaml", "bare/typos.yaml");
  shop.run("cp", [program, join(shop.work, "bare/virga")]);
  const done = shop.run("chroot", [join(shop.work, "bare"), "/virga", "lint", "-f", "quiet", "typos.yaml"]);
  assert.deepEqual([done.status, done.stderr], [6, ""]);
}

// The program is one for the platform, and does there what it does here.
function works(platform, shop, program) {
  const bytes = readFileSync(program);
  assert.equal(bytes.readUInt16LE(18), platform.elf, "the machine that the ELF header names");
  if (platform.debian === own) return lintsAlone(shop, program);
  shop.copy("samples", "samples");
  for (const args of [["--version"], ["lint", "-f", "json", "samples"], ["expand", "samples/sam-order-pipeline.yaml"],
    ["expand", "-f", "json", "samples/loop-fleet.yaml"], ["diff", "samples/change/old.yaml", "samples/change/new.yaml"],
    ["lint", "--diff", "--unsafe-fixes", "samples/faulty"], ["schema", "--json", "AWS::S3::Bucket"], ["rules"]]) {
    const here = shop.run("virga", args);
    const there = runOn(platform, shop, program, args);
    assert.equal(there.stderr, here.stderr, args.join(" "));
    assert.equal(there.stdout, here.stdout, args.join(" "));
    assert.equal(there.status, here.status, args.join(" "));
  }
}

for (const platform of platforms) {
  test(`the .deb for ${platform.debian} holds the program, depends on nothing and says what it is`, (t) => {
    const shop = workshop(t);
    const deb = named(`_${platform.debian}.deb`);
    assert.match(deb ?? "", /virga_[\d.]+_(amd64|arm64)\.deb$/);
    const field = (name) => shop.run("dpkg-deb", ["--field", deb, name]).stdout.trim();
    assert.equal(field("Package"), "virga");
    assert.equal(field("Architecture"), platform.debian);
    assert.equal(field("Depends"), "");
    assert.equal(shop.run("dpkg-deb", ["--extract", deb, "root"]).status, 0);
    for (const file of files) assert.ok(existsSync(join(shop.work, "root/usr", file)), file);
    works(platform, shop, join(shop.work, "root/usr/bin/virga"));
  });

  test(`the tarball for ${platform.machine} unpacks to a prefix`, (t) => {
    const shop = workshop(t);
    const tarball = named(`-${platform.machine}.tar.gz`);
    assert.equal(shop.run("tar", ["-xf", tarball, "--strip-components=1"]).status, 0);
    for (const file of files) assert.ok(existsSync(join(shop.work, file)), file);
    works(platform, shop, join(shop.work, "bin/virga"));
  });
}

test("both platforms", (t) => {
  if (platforms.length === 1) t.skip("no packages for arm64 were made: ./dev package arm64");
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
  // npm refuses to install what is for another platform, unless a package names it as optional.
  const others = platforms.filter(({ debian }) => debian !== own).map(({ npm }) => `virga-${npm}-`);
  const packed = made.filter((name) => name.endsWith(".tgz") && !others.some((other) => name.startsWith(other)))
    .map((name) => join(out, name));
  const installed = shop.run("npm", ["install", "--offline", "--ignore-scripts", "--no-audit", "--no-fund", ...packed]);
  assert.equal(installed.status, 0, installed.stderr);
  assert.match(shop.run("npx", ["--offline", "virga", "--version"]).stdout, /^virga \d/);
});

test("each platform has its npm package", (t) => {
  const shop = workshop(t);
  for (const platform of platforms) {
    const packed = made.filter((name) => name.startsWith(`virga-${platform.npm}-`));
    assert.equal(packed.length, 1, platform.npm);
    assert.equal(shop.run("tar", ["-xf", join(out, packed[0])]).status, 0);
    const program = join(shop.work, "package/bin/virga");
    assert.match(runOn(platform, shop, program, ["--version"]).stdout, /^virga \d/);
    rmSync(join(shop.work, "package"), { recursive: true });
  }
});
