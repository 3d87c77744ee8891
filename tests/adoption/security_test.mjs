// The promises of SECURITY.md that no other test holds.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { root, virga, workshop } from "./support.mjs";

const canTrace = spawnSync("strace", ["true"], { stdio: "ignore" }).status === 0;
const traced = { skip: !canTrace && "strace is not installed, or may not trace" };

test("each promise names a test that is there", () => {
  const rows = readFileSync(join(root, "SECURITY.md"), "utf8").split("\n").filter((line) => /^\| [A-Z]/.test(line));
  assert.ok(rows.length >= 8);
  for (const row of rows) {
    const links = [...row.matchAll(/\]\(([^)]+)\)/g)].map((match) => match[1]);
    assert.ok(links.length > 0, row);
    for (const link of links) assert.ok(existsSync(join(root, link)), link);
  }
});

// The calls of a command that open a file, start a program or use a network: [name, path] of those that succeeded.
function trace(shop, cwd, ...args) {
  const calls_of = ["-f", "-s", "400", "-e", "trace=open,openat,openat2,execve,%network", "-o", join(shop.folder, "trace")];
  const done = shop.run("strace", [...calls_of, "--", virga, ...args], { cwd });
  const calls = [...readFileSync(join(shop.folder, "trace"), "utf8")
    .matchAll(/^\d+ +(\w+)\((?:AT_FDCWD, )?"?([^",]*)"?,.* = \d+/gm)];
  return { ...done, calls: calls.map(([, name, path]) => [name, path]) };
}

test("only what is named is read, nothing is started and nothing is sent", traced, (t) => {
  const shop = workshop(t);
  mkdirSync(join(shop.work, "repository/.git"), { recursive: true });
  shop.write("outside/part.yaml", "openapi: 3.0.1\n");
  shop.write("outside/child.yaml", "Resources: {T: {Type: AWS::SNS::Topic}}\n");
  shop.write("repository/virga.yaml", "regions: [eu-west-1]\n");
  shop.write("repository/other.yaml", "Resources: {}\n");
  shop.write("repository/stack.yaml", `Transform: AWS::Serverless-2016-10-31
Resources:
  Child:
    Type: AWS::CloudFormation::Stack
    DeletionPolicy: Delete
    UpdateReplacePolicy: Delete
    Properties: { TemplateURL: ../outside/child.yaml }
  Api:
    Type: AWS::Serverless::Api
    Properties:
      StageName: live
      DefinitionBody:
        Fn::Transform: { Name: AWS::Include, Parameters: { Location: ../outside/part.yaml } }
  Machine:
    Type: AWS::Serverless::StateMachine
    Properties: { DefinitionUri: /etc/passwd }
  Function:
    Type: AWS::Serverless::Function
    Properties: { CodeUri: ../outside, Handler: a.b, Runtime: nodejs22.x }
`);
  const commands = ["lint --format parseable stack.yaml", "lint --fix stack.yaml", "expand stack.yaml", "eval stack.yaml",
    "graph stack.yaml", "deploy-plan stack.yaml", "dump --phase=graph stack.yaml", "diff stack.yaml stack.yaml",
    "fmt --check stack.yaml", "convert stack.yaml", "rules", "explain E3012", "schema AWS::S3::Bucket", "lsp", "mcp"];
  for (const command of commands) {
    const done = trace(shop, join(shop.work, "repository"), ...command.split(" "));
    const files = new Set(done.calls.filter(([name]) => name.startsWith("open")).map(([, path]) => path));
    for (const path of files) {
      const isSystem = /^\/(sys|proc|dev)\//.test(path) || /\.so[.\d]*$|ld\.so\.cache$/.test(path);
      const isNamed = /(^|\/)(stack\.yaml|virga\.yaml|child\.yaml)$/.test(path);
      assert.ok(isSystem || isNamed, `${command} reads ${path}`);
    }
    assert.deepEqual(done.calls.filter(([name]) => name !== "execve" && !name.startsWith("open")), [], command);
    assert.equal(done.calls.filter(([name]) => name === "execve").length, 1, `${command} starts a program`);
    if (command === commands[0]) assert.match(done.stdout, /V0001.*part\.yaml.*outside the template's folder/);
  }
});
