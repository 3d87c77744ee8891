// find_package(virga) in a project of its own, against an installation: tests/adoption/embedding.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { build, root, workshop } from "./support.mjs";

test("programs in C, linked either way, and in Python check and expand a text", (t) => {
  const shop = workshop(t);
  const prefix = join(shop.folder, "prefix");
  const step = (...command) => {
    const done = shop.run(command[0], command.slice(1));
    assert.equal(done.status, 0, done.stdout + done.stderr);
    return done.stdout;
  };
  step("cmake", "--install", build, "--prefix", prefix, "--component", "library");
  step("cmake", "-G", "Ninja", "-S", join(root, "tests/adoption/embedding"), "-B", "made", `-DCMAKE_PREFIX_PATH=${prefix}`);
  step("cmake", "--build", "made");
  for (const program of ["made/check", "made/check_shared"]) {
    const done = shop.run(program, []);
    assert.equal(done.stderr, "");
    assert.match(done.stdout, /^queue\.yaml:5:7:5:15:E3002:Unknown property 'QueueNam'. Did you mean 'QueueName'\?\n/);
    assert.match(done.stdout, /^Resources:\n {2}TopicA:\n {4}Type: AWS::SNS::Topic\n {2}TopicB:\n {4}Type: AWS::SNS::Topic\n$/m);
    assert.equal(done.status, 2);
  }
  const shared = join(prefix, "lib/libvirga.so");
  const printed = step("python3", join(root, "tests/adoption/embedding/check.py"), shared);
  assert.match(printed, /^queue\.yaml:2:48:2:56:E3002:Unknown property 'QueueNam'. Did you mean 'QueueName'\?\n$/);
  // Nothing but what virga.h declares, and no library but that of C.
  const header = readFileSync(join(prefix, "include/virga.h"), "utf8");
  const declared = [...header.matchAll(/^[a-z].*?\b(virga_\w+)\(/gm)].map((match) => match[1]).sort();
  const shown = step("nm", "--dynamic", "--defined-only", "--format=just-symbols", shared).trim().split("\n").sort();
  assert.deepEqual(shown, declared);
  const needed = [...step("readelf", "--dynamic", shared).matchAll(/\(NEEDED\).*\[(.*)\]/g)].map((match) => match[1]);
  assert.deepEqual(needed.filter((name) => !/^(libc|libm|ld-linux.*)\.so/.test(name)), []);
});
