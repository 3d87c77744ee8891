// find_package(virga) in a project of its own, against an installation: tests/adoption/embedding.
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { build, root, workshop } from "./support.mjs";

test("a program in C checks and expands a text", (t) => {
  const shop = workshop(t);
  const prefix = join(shop.folder, "prefix");
  const step = (...command) => {
    const done = shop.run(command[0], command.slice(1));
    assert.equal(done.status, 0, done.stdout + done.stderr);
  };
  step("cmake", "--install", build, "--prefix", prefix, "--component", "library");
  step("cmake", "-G", "Ninja", "-S", join(root, "tests/adoption/embedding"), "-B", "made", `-DCMAKE_PREFIX_PATH=${prefix}`);
  step("cmake", "--build", "made");
  const done = shop.run("made/check", []);
  assert.equal(done.stderr, "");
  assert.match(done.stdout, /^queue\.yaml:5:7:5:15:E3002:Unknown property 'QueueNam'. Did you mean 'QueueName'\?\n/);
  assert.match(done.stdout, /^Resources:\n {2}TopicA:\n {4}Type: AWS::SNS::Topic\n {2}TopicB:\n {4}Type: AWS::SNS::Topic\n$/m);
  assert.equal(done.status, 2);
});
