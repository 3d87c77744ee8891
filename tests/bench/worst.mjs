// worst.mjs [SECONDS] [--virga PROGRAM] [--command lint|regions|fix|expand|eval|diff]: searches for templates that take long for their size.
// A template is made of a few numbers (how many parameters, conditions, branches, …) and a seed; the search changes them, keeps
// what takes longer, and starts again where it gets no further. It prints the worst it found, as numbers that go into FOUND, for
// which growth_test.mjs holds a bound.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const MOST_BYTES = 51_200; // what CloudFormation takes without S3

// Each number is at most this.
const LIMITS = {
  parameters: 200, allowed: 50, conditions: 400, operands: 10, mappings: 100, keys: 100, resources: 200, types: 6, references: 20,
  branches: 20, depth: 12, variables: 50, items: 50, needs: 10, outputs: 200, loops: 10, iterations: 100, functions: 50, events: 10,
};
export const COMMANDS = {
  lint: (file) => ["lint", "-c", "I", "-f", "quiet", "--", file],
  regions: (file) => ["lint", "-r", "ALL_REGIONS", "-f", "quiet", "--", file],
  fix: (file) => ["lint", "--diff", "--unsafe-fixes", "--", file],
  expand: (file) => ["expand", "-d", "json", file],
  eval: (file) => ["eval", file],
  diff: (file) => ["diff", file, file],
};

function randomOf(seed) {
  let state = seed >>> 0 || 1;
  return (n) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
}

// The text of the numbers in `g`; the same for the same numbers.
export function templateOf(g) {
  const random = randomOf(g.seed);
  const times = (n, line) => Array.from({ length: n }, (_, i) => line(i)).join("");
  const parameter = () => (g.parameters ? `!Ref P${random(g.parameters)}` : "a");
  const condition = () => `C${random(g.conditions)}`;
  // Conditions use those before them, so that they nest.
  const test = (i, deep = 2) => {
    const kind = deep === 0 || i === 0 ? 0 : random(4);
    if (kind === 0) return `!Equals [${parameter()}, v${random(Math.max(g.allowed, 2))}]`;
    if (kind === 1) return `!Not [${test(i, deep - 1)}]`;
    if (kind === 2) return `!Condition C${random(i)}`;
    const operands = Math.max(2, g.operands);
    return `!${random(2) ? "Or" : "And"} [${Array.from({ length: operands }, () => test(i, deep - 1)).join(", ")}]`;
  };
  const value = (deep) => {
    if (deep > 0 && g.conditions) return `!If [${condition()}, ${value(deep - 1)}, ${random(3) ? value(deep - 1) : "!Ref AWS::NoValue"}]`;
    if (random(2) && g.mappings && g.keys) return `!FindInMap [M${random(g.mappings)}, ${random(2) ? parameter() : `k${random(g.keys)}`}, x]`;
    if (random(2) && g.references && g.resources) return `!Ref R${random(g.resources)}`;
    return g.variables ? `!Sub "${times(g.variables, () => `\${${g.parameters ? `P${random(g.parameters)}` : "AWS::Region"}}`)}"` : parameter();
  };
  // Depth doubles the text, so one of the branches is short.
  const nested = (deep) => (deep === 0 || !g.conditions ? value(0) : `!If [${condition()}, ${nested(deep - 1)}, ${value(0)}]`);
  const properties = [
    ["AWS::SQS::Queue", "QueueName", "Tags"], ["AWS::SNS::Topic", "DisplayName", "Subscription"],
    ["AWS::S3::Bucket", "BucketName", "Tags"], ["AWS::EC2::Instance", "ImageId", "SecurityGroupIds"],
    ["AWS::EC2::SecurityGroup", "GroupDescription", "SecurityGroupIngress"], ["AWS::IAM::Role", "RoleName", "ManagedPolicyArns"],
  ];
  const item = (list) => {
    const text = value(g.branches ? 1 : 0);
    if (list === "Tags") return `{ Key: k${random(100)}, Value: ${text} }`;
    if (list === "Subscription") return `{ Endpoint: ${text}, Protocol: sqs }`;
    return list === "SecurityGroupIngress" ? `{ IpProtocol: tcp, FromPort: 1, ToPort: 2, CidrIp: ${text} }` : text;
  };
  const resource = (i) => {
    const [type, name, list] = properties[random(Math.max(1, g.types))];
    return `  R${i}:\n    Type: ${type}\n${g.conditions && random(2) ? `    Condition: ${condition()}\n` : ""}` +
      (g.needs && i ? `    DependsOn: [${Array.from({ length: g.needs }, () => `R${random(i)}`).join(", ")}]\n` : "") +
      `    Properties:\n      ${name}: ${nested(g.depth)}\n` +
      (g.items ? `      ${list}:\n${times(g.items, () => `        - ${item(list)}\n`)}` : "") +
      (g.branches ? `    Metadata:\n${times(g.branches, (k) => `      m${k}: !If [${g.conditions ? condition() : "C"}, ${value(0)}, ${value(0)}]\n`)}` : "");
  };
  const transforms = [g.loops ? "AWS::LanguageExtensions" : "", g.functions ? "AWS::Serverless-2016-10-31" : ""].filter(Boolean);
  return (transforms.length ? `Transform: [${transforms.join(", ")}]\n` : "") +
    (g.parameters ? `Parameters:\n${times(g.parameters, (i) => `  P${i}:\n    Type: String\n    Default: v0\n${g.allowed ? `    AllowedValues: [${Array.from({ length: g.allowed }, (_, k) => `v${k}`).join(", ")}]\n` : ""}`)}` : "") +
    (g.conditions ? `Conditions:\n${times(g.conditions, (i) => `  C${i}: ${test(i)}\n`)}` : "") +
    (g.mappings && g.keys ? `Mappings:\n${times(g.mappings, (i) => `  M${i}:\n${times(g.keys, (k) => `    k${k}: { x: v${random(50)} }\n`)}`)}` : "") +
    `Resources:\n  T:\n    Type: AWS::SNS::Topic\n${times(g.resources, resource)}` +
    times(g.loops, (i) => `  Fn::ForEach::L${i}:\n    - I\n    - [${Array.from({ length: g.iterations + 1 }, (_, k) => `x${k}`).join(", ")}]\n    - L${i}\${I}:\n        Type: AWS::SNS::Topic\n        Properties: { DisplayName: !Sub "\${I}", TopicName: ${value(0)} }\n`) +
    times(g.functions, (i) => `  F${i}:\n    Type: AWS::Serverless::Function\n    Properties:\n      Runtime: nodejs22.x\n      Handler: a.b\n      InlineCode: a\n` +
      (g.events ? `      Events:\n${times(g.events, (k) => `        E${k}: { Type: ${random(2) ? "Api" : "HttpApi"}, Properties: { Path: /p${random(50)}, Method: get } }\n`)}` : "")) +
    (g.outputs && g.resources ? `Outputs:\n${times(g.outputs, (i) => `  O${i}: { Value: !Ref R${random(g.resources)} }\n`)}` : "");
}

// The worst that searches found: the command, the numbers (what is missing is 0), and the most instructions, in millions, that it
// may take. `lint --fix` is not here: it lints again after each of at most 50 rounds (rules/engine/fixer.cpp).
export const FOUND = [
  { command: "lint", parameters: 100, allowed: 17, conditions: 102, operands: 4, mappings: 1, resources: 88, variables: 2, items: 2, needs: 10, loops: 7, functions: 17, seed: 73644, most: 240 },
  { command: "eval", operands: 4, mappings: 41, resources: 107, references: 1, branches: 6, items: 2, needs: 3, loops: 4, events: 5, seed: 217691, most: 70 },
  { command: "expand", allowed: 35, conditions: 88, operands: 2, mappings: 35, keys: 38, resources: 2, types: 4, branches: 10, depth: 1, variables: 10, outputs: 56, iterations: 16, functions: 19, events: 9, seed: 643203, most: 55 },
  { command: "diff", parameters: 143, conditions: 113, operands: 1, mappings: 2, resources: 164, types: 3, depth: 1, needs: 1, outputs: 196, loops: 5, functions: 39, events: 1, seed: 336845, most: 135 },
];

const full = (g) => ({ ...Object.fromEntries(Object.keys(LIMITS).map((name) => [name, 0])), seed: 1, ...g });
export const textOf = (g) => templateOf(full(g));

function search(seconds, virga, command) {
  const scratch = mkdtempSync(join(tmpdir(), "virga-worst-"));
  process.on("exit", () => rmSync(scratch, { recursive: true, force: true }));
  const file = join(scratch, "template.yaml");
  const here = dirname(fileURLToPath(import.meta.url));
  const time = (g) => {
    const text = textOf(g);
    if (text.length > MOST_BYTES) return 0;
    writeFileSync(file, text);
    const done = spawnSync("python3", [join(here, "rivals/run.py"), "1", virga, ...COMMANDS[command](file)], { encoding: "utf8", timeout: 60_000 });
    return done.status === 0 ? Number(done.stdout) : 60_000;
  };
  const random = randomOf(Date.now());
  const names = Object.keys(LIMITS);
  // As large as may be: what is too long is halved until it fits.
  const fresh = () => {
    let g = full({ ...Object.fromEntries(names.map((name) => [name, random(2) ? 0 : random(LIMITS[name] + 1)])), seed: random(1e6) });
    while (textOf(g).length > MOST_BYTES) g = { ...Object.fromEntries(names.map((name) => [name, Math.floor(g[name] * 0.7)])), seed: g.seed };
    return g;
  };
  const changed = (g) => {
    const next = { ...g };
    for (let k = random(3); k >= 0; --k) {
      const name = names[random(names.length)];
      const steps = [0, next[name] * 2 + 1, Math.floor(next[name] / 2), next[name] + random(5)];
      next[name] = Math.min(LIMITS[name], steps[random(steps.length)]);
    }
    if (!random(5)) next.seed = random(1e6);
    return next;
  };
  const found = [];
  const end = Date.now() + seconds * 1000;
  while (Date.now() < end) {
    let best = fresh();
    let longest = time(best);
    for (let failures = 0; failures < 60 && Date.now() < end;) {
      const next = changed(best);
      const took = time(next);
      if (took > longest * 1.02) [best, longest, failures] = [next, took, 0];
      else failures += 1;
    }
    found.push([longest, best]);
  }
  found.sort((a, b) => b[0] - a[0]);
  for (const [took, g] of found.slice(0, 5)) {
    const numbers = Object.entries(g).filter(([, n]) => n).map(([name, n]) => `${name}: ${n}`).join(", ");
    console.log(`${took.toFixed(0).padStart(6)} ms  ${textOf(g).length} bytes  { command: "${command}", ${numbers} },`);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const given = process.argv.slice(2);
  const option = (name, fallback) => (given.includes(name) ? given[given.indexOf(name) + 1] : fallback);
  search(Number(given[0] ?? 60), option("--virga", "build/release/virga"), option("--command", "lint"));
}
