// compare.mjs [--virga PROGRAM] [--bench PROGRAM] [--runs N] [--out FOLDER] [--corpus FOLDER] [--quick] [--write]
//
// Measures Virga beside the others in one run and on the same files: start-up, a small and a large template, a folder of
// 500, and warm in one process. @aws/cloudformation-validate comes from rivals/package-lock.json; cfn-lint and samtranslator
// (both Python) are measured when they are installed. Times are processor time, the shortest of the runs; the rivals' slow
// rows run once, and --quick leaves out the one that takes minutes. --corpus adds two rows for templates of your own. Writes compare.json, compare.md and compare.svg; --write
// puts them into docs/ and README.md.
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chart, table, withTable } from "./render.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "../..");
const given = process.argv.slice(2);
const option = (name, fallback) => (given.includes(name) ? given[given.indexOf(name) + 1] : fallback);
const virga = option("--virga", join(root, "build/release/virga"));
const bench = option("--bench", join(root, "build/release/virga_bench"));
const runs = Number(option("--runs", "5"));
const out = option("--out", join(root, "build/bench"));

const load = Number(loadavg()[0].toFixed(1)); // before we make any

const scratch = mkdtempSync(join(tmpdir(), "virga-bench-"));
process.on("exit", () => rmSync(scratch, { recursive: true, force: true }));

// ---- the files -------------------------------------------------------------------------------------------------------

const samples = readdirSync(join(root, "samples")).filter((name) => /\.(yaml|json)$/.test(name)).sort()
  .map((name) => join(root, "samples", name));
const isSam = (file) => readFileSync(file, "utf8").includes("AWS::Serverless-2016-10-31");
const small = samples.reduce((best, file) =>
  Math.abs(statSync(file).size - 5000) < Math.abs(statSync(best).size - 5000) ? file : best);

// CloudFormation's limit: 500 resources, a quarter each of queues, their alarms, functions and roles.
function largeTemplate() {
  let text = "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n";
  for (let i = 0; i < 125; ++i) {
    text += `  Queue${i}:
    Type: AWS::SQS::Queue
    DeletionPolicy: Delete
    UpdateReplacePolicy: Delete
    Properties:
      MessageRetentionPeriod: 345600
      VisibilityTimeout: 60
  Alarm${i}:
    Type: AWS::CloudWatch::Alarm
    Properties:
      ComparisonOperator: GreaterThanThreshold
      EvaluationPeriods: 1
      MetricName: ApproximateNumberOfMessagesVisible
      Namespace: AWS/SQS
      Period: 300
      Statistic: Maximum
      Threshold: 100
      Dimensions:
        - { Name: QueueName, Value: !GetAtt Queue${i}.QueueName }
  Role${i}:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: '2012-10-17'
        Statement:
          - Effect: Allow
            Principal: { Service: lambda.amazonaws.com }
            Action: sts:AssumeRole
      ManagedPolicyArns:
        - !Sub arn:\${AWS::Partition}:iam::aws:policy/service-role/AWSLambdaSQSQueueExecutionRole
  Function${i}:
    Type: AWS::Lambda::Function
    Properties:
      Code: { ZipFile: "exports.handler = async () => 1" }
      Handler: index.handler
      Role: !GetAtt Role${i}.Arn
      Runtime: nodejs22.x
      Timeout: 60
`;
  }
  return text;
}
const large = join(scratch, "large.yaml");
writeFileSync(large, largeTemplate());
const folder = join(scratch, "folder");
mkdirSync(folder);
for (let i = 0; i < 500; ++i) {
  const sample = samples[i % samples.length];
  cpSync(sample, join(folder, `${String(i).padStart(3, "0")}${sample.slice(sample.lastIndexOf("."))}`));
}
const many = readdirSync(folder).map((name) => join(folder, name));

// ---- measuring -------------------------------------------------------------------------------------------------------

// Processor time of a process in milliseconds, the shortest of `times`; undefined when there is no such program.
function processTime(times, command, args) {
  const done = spawnSync("python3", [join(here, "rivals/run.py"), String(times), command, ...args], { encoding: "utf8" });
  return done.status === 0 ? Number(done.stdout) : undefined;
}
// What a script prints as JSON, or undefined.
function report(command, args) {
  const done = spawnSync(command, args, { encoding: "utf8", maxBuffer: 1 << 26 });
  return done.status === 0 ? JSON.parse(done.stdout) : undefined;
}
const shortest = (result) => (result === undefined ? undefined : Math.min(...result.passes));
const first = (text, pattern) => Number(pattern.exec(text)?.[1]);

const tools = {};
const has = (name, version, remark) => {
  if (version) tools[name] = version;
  else console.error(`${name}: skipped, ${remark}`);
  return Boolean(version);
};
has("virga", /[\d.]+/.exec(spawnSync(virga, ["version"], { encoding: "utf8" }).stdout ?? "")?.[0], "not built");
const rival = join(here, "rivals/node_modules/@aws/cloudformation-validate/package.json");
const hasValidate = has("cloudformation-validate", existsSync(rival) && JSON.parse(readFileSync(rival, "utf8")).version,
  "not installed: npm ci in tests/bench/rivals");
const printed = (command, args) => /[\d.]+\w*/.exec(spawnSync(command, args, { encoding: "utf8" }).stdout ?? "")?.[0];
// The npm package of this name is another program.
const hasCfnLint = has("cfn-lint", printed("cfn-lint", ["--version"]), "not on the PATH");
const hasSam = has("samtranslator", printed("python3", ["-c", "import samtranslator; print(samtranslator.__version__)"]),
  "not installed for python3");

const rows = [];
const row = (name, virgaTime, others) => {
  const times = { virga: virgaTime, ...others };
  for (const tool of Object.keys(times)) if (times[tool] === undefined) delete times[tool];
  rows.push({ name, times });
  console.error(`${name}: ${Object.entries(times).map(([tool, ms]) => `${tool} ${ms.toFixed(1)} ms`).join(", ")}`);
};
const validate = join(here, "rivals/validate.mjs");
const lint = ["lint", "--non-zero-exit-code", "none", "--format", "json"];
const cold = (times, files, withCfnLint = hasCfnLint) => ({
  "cloudformation-validate": hasValidate ? processTime(times, "node", [validate, "1", ...files]) : undefined,
  "cfn-lint": hasCfnLint && withCfnLint ? processTime(times, "cfn-lint", ["--format", "json", "--", ...files]) : undefined,
});
const few = Math.min(runs, 3);
row("start-up: `--version`, or no template", processTime(runs * 4, virga, ["version"]), {
  "cloudformation-validate": hasValidate ? processTime(few, "node", [validate, "1"]) : undefined,
  "cfn-lint": hasCfnLint ? processTime(few, "cfn-lint", ["--version"]) : undefined,
});
row("a small template (5 KB)", processTime(runs * 4, virga, [...lint, small]), cold(few, [small]));
row("a large template (500 resources)", processTime(runs, virga, [...lint, large]), cold(1, [large]));
row("a folder of 500 templates", processTime(runs, virga, [...lint, folder]), cold(1, many, !given.includes("--quick")));
// Warm, in one process and on one thread: what an editor or a synth pays for each template.
const library = spawnSync(bench, ["--runs", String(runs), folder], { encoding: "utf8" }).stdout ?? "";
const parsing = first(library, /^parse only\s+([\d.]+) s/m) * 1000;
row("the folder again, warm, one thread", first(library, /^lint\s+([\d.]+) s/m) * 1000, {
  "cloudformation-validate": hasValidate ? shortest(report("node", [validate, "2", ...many])) : undefined,
});
const corpus = option("--corpus");
if (corpus !== undefined) {
  const templates = readdirSync(corpus, { recursive: true }).filter((name) => /\.(ya?ml|json|template)$/.test(name))
    .map((name) => join(corpus, name)).filter((path) => statSync(path).isFile());
  const [once, again] = (hasValidate && report("node", [validate, "2", ...templates])?.passes) || [];
  row(`${templates.length} files of --corpus, one pass`, processTime(runs, virga, [...lint, ...templates]),
    { "cloudformation-validate": once });
  const measured = spawnSync(bench, ["--runs", String(runs), corpus], { encoding: "utf8" }).stdout ?? "";
  row("these again, warm, one thread", first(measured, /^lint\s+([\d.]+) s/m) * 1000, { "cloudformation-validate": again });
}
const sam = samples.filter(isSam);
row(`${sam.length} SAM templates expanded`, processTime(runs * 2, virga, ["expand", "-o", join(scratch, "out/"), ...sam]), {
  samtranslator: hasSam ? processTime(few, "python3", [join(here, "rivals/transform.py"), "1", ...sam]) : undefined,
});

const result = {
  tools,
  load,
  machine: `${cpus().length} cores, ${cpus()[0].model.trim().replace(/\s+/g, " ")}`,
  node: process.versions.node,
  parse_ms: parsing,
  rows,
};
mkdirSync(out, { recursive: true });
const save = (where) => {
  writeFileSync(join(where, "compare.json"), `${JSON.stringify(result, null, 2)}\n`);
  writeFileSync(join(where, "compare.svg"), chart(result));
};
save(out);
writeFileSync(join(out, "compare.md"), table(result));
if (given.includes("--write")) {
  save(join(root, "docs"));
  const page = join(root, "README.md");
  writeFileSync(page, withTable(readFileSync(page, "utf8"), result));
}
console.log(table(result));
