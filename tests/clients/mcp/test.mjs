// `virga mcp` through the SDK's own client: node --test test.mjs, with the program in VIRGA. `./dev clients mcp` runs it.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";

const root = join(dirname(fileURLToPath(import.meta.url)), "../../..");
const virga = process.env.VIRGA ?? join(root, "build/release/virga");
const folder = mkdtempSync(join(tmpdir(), "virga-mcp-test-"));
const client = new Client({ name: "virga-test", version: "1.0.0" });

before(() => client.connect(new StdioClientTransport({ command: virga, args: ["mcp"], cwd: folder, stderr: "inherit" })));
after(async () => {
  await client.close();
  rmSync(folder, { recursive: true, force: true });
});
const call = async (name, args) => {
  const result = await client.callTool({ name, arguments: args });
  assert.equal(result.content.length, 1);
  return { text: result.content[0].text, isError: result.isError };
};
const faulty = "Resources:\n  A:\n    Type: AWS::SQS::Queue\n    Properties:\n      QueueNam: x\n";

test("the server says who it is and what it can do", async () => {
  assert.equal(client.getServerVersion().name, "virga");
  assert.ok(client.getServerCapabilities().tools);
  assert.match(client.getInstructions(), /CloudFormation/);
  await client.ping();
  const { tools } = await client.listTools();
  assert.deepEqual(tools.map((tool) => tool.name), ["lint", "expand", "diff", "fix", "schema", "explain"]);
  for (const tool of tools) {
    assert.equal(tool.inputSchema.type, "object");
    assert.equal(tool.annotations.readOnlyHint, tool.name !== "fix");
  }
});

test("lint gives the JSON of the command line", async () => {
  const file = join(root, "samples/faulty/typos.yaml");
  const { text, isError } = await call("lint", { paths: [file] });
  assert.equal(isError, false);
  const printed = execFileSync(virga, ["lint", "--format", "json", "--non-zero-exit-code", "none", file], { encoding: "utf8" });
  assert.deepEqual(JSON.parse(text), JSON.parse(printed));
  assert.equal(JSON.parse((await call("lint", { template: faulty })).text)[0].Rule.Id, "E3002");
});

test("fix mends a text, and files when it is told to", async () => {
  assert.match((await call("fix", { template: faulty })).text, /QueueName: x/);
  const file = join(folder, "queue.yaml");
  writeFileSync(file, faulty);
  assert.match((await call("fix", { paths: [file] })).text, /^\+ {6}QueueName: x$/m);
  assert.equal(readFileSync(file, "utf8"), faulty);
  assert.deepEqual(JSON.parse((await call("fix", { paths: [file], write: true })).text), []);
  assert.match(readFileSync(file, "utf8"), /QueueName: x/);
});

test("expand, diff, schema and explain answer", async () => {
  const expanded = await call("expand", { path: join(root, "samples/sam-api.yaml"), format: "json" });
  assert.ok(JSON.parse(expanded.text).Resources.ListNotesRole);
  const change = await call("diff", { old: join(root, "samples/change/old.yaml"), new: join(root, "samples/change/new.yaml") });
  assert.ok(JSON.parse(change.text).Changes.some((one) => one.ResourceChange?.LogicalResourceId === "Database"));
  const properties = JSON.parse((await call("schema", { type: "AWS::SQS::Queue" })).text).properties;
  assert.ok(properties.QueueName);
  assert.match((await call("explain", { rule: "E3002" })).text, /^# E3002 /);
});

test("what is wrong is said, and the server goes on", async () => {
  const refused = await call("expand", { template: "Resources: [" });
  assert.equal(refused.isError, true);
  assert.match(refused.text, /"severity": "error"/);
  await assert.rejects(client.callTool({ name: "remove", arguments: {} }), /unknown tool 'remove'/);
  await client.ping();
});
