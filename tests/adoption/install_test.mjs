// What `cmake --install` lays down, which is what the .deb and the tarball hold.
import assert from "node:assert/strict";
import { cpSync, existsSync, mkdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { build, root, virga, workshop } from "./support.mjs";

const isStatic = /^VIRGA_STATIC:[A-Z]+=(1|ON)$/m.test(readFileSync(join(build, "CMakeCache.txt"), "utf8"));

test("an installation has the program under both names, its manual page and completions", (t) => {
  const shop = workshop(t);
  const prefix = join(shop.folder, "prefix");
  const installed = shop.run("cmake", ["--install", build, "--prefix", prefix, "--component", "program"]);
  assert.equal(installed.status, 0, installed.stderr);
  assert.match(shop.run(join(prefix, "bin/virga"), ["--version"]).stdout, /^virga \d/);
  assert.equal(readlinkSync(join(prefix, "bin/virga-cfn-lint")), "virga");
  for (const file of ["bash-completion/completions/virga", "zsh/site-functions/_virga", "fish/vendor_completions.d/virga.fish",
    "doc/virga/copyright", "doc/virga/README.md", "doc/virga/docs/ci.md"]) {
    assert.ok(existsSync(join(prefix, "share", file)), file);
  }
  const page = readFileSync(join(prefix, "share/man/man1/virga.1"), "utf8");
  assert.match(page, /^\.TH VIRGA 1 /);
  // Each command of the overview, and each of its options, has its place.
  const commands = [...shop.run("virga", ["--help"]).stdout.matchAll(/^ {2}([a-z-]+) {2,}/gm)].map((match) => match[1]);
  assert.ok(commands.length > 12);
  for (const command of commands) {
    const at = page.indexOf(`.SS virga ${command.replaceAll("-", "\\-")}\n`);
    assert.notEqual(at, -1, command);
    const section = page.slice(at, (page.indexOf("\n.S", at + 1) + 1) || undefined);
    for (const [, option] of shop.run("virga", ["help", command]).stdout.matchAll(/^ {2}(?:-\w, | {4})--([a-z0-9-]+)/gm)) {
      assert.ok(section.includes(`\\fB\\-\\-${option.replaceAll("-", "\\-")}\\fR`), `${command} --${option}`);
    }
  }
});

test("the manual page is good roff", (t) => {
  const shop = workshop(t);
  shop.write("virga.1", shop.run("virga", ["help", "--man"]).stdout);
  const checked = shop.bash("command -v mandoc >/dev/null || exit 77; mandoc -T lint -W error virga.1");
  if (checked.status === 77) return t.skip("mandoc is not installed");
  assert.deepEqual([checked.status, checked.stdout], [0, ""]);
});

test("zsh and fish read their completions", (t) => {
  const shop = workshop(t);
  for (const shell of ["zsh", "fish"]) {
    const read = shop.bash(`command -v ${shell} >/dev/null || exit 77; virga completion ${shell} >c; ${shell} -n c`);
    if (read.status !== 77) assert.deepEqual([read.status, read.stderr], [0, ""], shell);
  }
});

test("the program needs nothing but the kernel", { skip: !isStatic && "this build is not static" }, (t) => {
  const bytes = readFileSync(virga);
  const headers = Number(bytes.readBigUInt64LE(32));
  for (let i = 0; i < bytes.readUInt16LE(56); ++i) {
    const kind = bytes.readUInt32LE(headers + i * bytes.readUInt16LE(54));
    assert.notEqual(kind, 3, "the program asks for a loader of shared libraries");
  }
  if (process.getuid() !== 0) return t.skip("only root can change the root folder");
  const shop = workshop(t);
  const bare = join(shop.folder, "bare");
  mkdirSync(bare);
  cpSync(virga, join(bare, "virga"), { dereference: true });
  cpSync(join(root, "samples/faulty/typos.yaml"), join(bare, "typos.yaml"));
  const lint = shop.run("chroot", [bare, "/virga", "lint", "--jobs", "4", "-f", "quiet", "typos.yaml"]);
  assert.deepEqual([lint.status, lint.stderr], [6, ""]);
});
