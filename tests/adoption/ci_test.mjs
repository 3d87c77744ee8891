// The GitHub action, the GitLab template and the pre-commit hooks: their steps are run, with stand-ins for `gh` and `npm`.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { root, workshop, YAML } from "./support.mjs";

const action = YAML.parse(readFileSync(join(root, "action.yml"), "utf8"));

// A repository whose branch `change` differs from origin/main as samples/change does.
function repository(shop) {
  shop.git("init", "--quiet", "--initial-branch=main");
  shop.copy("samples/change/old.yaml", "stack.yaml");
  shop.write("notes.yaml", "not: a template\n");
  shop.git("add", ".");
  shop.git("commit", "--quiet", "--message=old");
  shop.git("update-ref", "refs/remotes/origin/main", "HEAD");
  shop.git("checkout", "--quiet", "-b", "change");
  shop.copy("samples/change/new.yaml", "stack.yaml");
  shop.git("commit", "--quiet", "--all", "--message=new");
}

// Runs the action as GitHub does, with these inputs and this pull request (or none). Returns what each step did, by name.
function runAction(shop, given = {}, pullRequest = undefined) {
  const context = {
    github: { token: "secret", event: { pull_request: pullRequest ? { number: pullRequest } : {} } },
    inputs: {},
  };
  for (const name of Object.keys(given)) assert.ok(name in action.inputs, `input ${name}`);
  const value = (text) =>
    String(text).replace(/\$\{\{\s*([\w.-]+)\s*\}\}/g, (_, path) => {
      const found = path.split(".").reduce((at, key) => at?.[key], context);
      assert.ok(found !== undefined || path.startsWith("github.event."), `${path} is not there`);
      return found ?? "";
    });
  for (const [name, input] of Object.entries(action.inputs)) context.inputs[name] = given[name] ?? value(input.default);
  const results = {};
  for (const step of action.runs.steps) {
    assert.equal(step.shell, "bash");
    for (const file of ["output", "path", "summary"]) shop.write(`../${file}`, "");
    const env = {
      GITHUB_ACTION_PATH: root,
      GITHUB_REPOSITORY: "owner/name",
      GITHUB_OUTPUT: join(shop.folder, "output"),
      GITHUB_PATH: join(shop.folder, "path"),
      GITHUB_STEP_SUMMARY: join(shop.folder, "summary"),
      ...(pullRequest ? { GITHUB_BASE_REF: "main" } : {}),
    };
    for (const [name, text] of Object.entries(step.env ?? {})) env[name] = value(text);
    const done = shop.bash(step.run, { env });
    const outputs = Object.fromEntries(readFileSync(env.GITHUB_OUTPUT, "utf8").split("\n").filter(Boolean)
      .map((line) => line.split(/=(.*)/s).slice(0, 2)));
    results[step.name] = { ...done, outputs, summary: readFileSync(env.GITHUB_STEP_SUMMARY, "utf8") };
  }
  return results;
}

// Stand-in for gh: an earlier comment has the number 7 where `comments` says so; what is sent goes to gh.log.
const gh = (comments) => `echo "$@" >>"$RUNNER_TEMP/gh.log"
case "$*" in *--paginate*) ${comments ? "echo 7" : ":"} ;; *) cat "$RUNNER_TEMP/virga-comment.md" >>"$RUNNER_TEMP/gh.log" ;; esac`;

test("every input is used, and every output comes from a step", () => {
  const steps = JSON.stringify(action.runs.steps);
  for (const [name, input] of Object.entries(action.inputs)) {
    assert.ok(steps.includes(`inputs.${name} }}`), name);
    assert.ok(input.description.length > 20, name);
  }
  for (const output of Object.values(action.outputs)) assert.match(output.value, /^\$\{\{ steps\.(lint|diff)\.outputs\.\w+ \}\}$/);
  assert.equal(action.runs.using, "composite");
});

test("findings stand on the lines of the pull request", (t) => {
  const shop = workshop(t);
  shop.copy("samples/faulty/typos.yaml", "templates/typos.yaml");
  shop.write("notes.yaml", "not: a template\n");
  const steps = runAction(shop, { version: "path", sarif: "virga.sarif" });
  assert.match(steps.Install.stdout, /^virga \d/);
  assert.equal(steps.Compare.stdout, "");
  assert.match(steps.Check.stdout, /^::error file=templates\/typos\.yaml,line=18,/m);
  assert.equal(steps.Check.status, 6);
  assert.equal(steps.Check.outputs.status, "6");
  const sarif = JSON.parse(readFileSync(join(shop.work, "virga.sarif"), "utf8"));
  assert.ok(sarif.runs[0].results.length > 5);
});

test("what fails the step is a matter of choice", (t) => {
  const shop = workshop(t);
  shop.copy("samples/faulty/typos.yaml", "a file.yaml");
  assert.equal(runAction(shop, { version: "path", files: "a file.yaml\n", "fail-on": "none" }).Check.status, 0);
  const few = runAction(shop, { version: "path", format: "quiet", arguments: "--ignore-checks\nE\nW" });
  assert.deepEqual([few.Check.status, few.Check.stdout], [0, ""]);
});

test("a pull request gets one comment, which later runs replace", (t) => {
  for (const again of [false, true]) {
    const shop = workshop(t, { gh: gh(again) });
    repository(shop);
    const steps = runAction(shop, { version: "path", diff: "auto", comment: "true", "diff-fail-on": "data-loss" }, 12);
    assert.equal(steps.Compare.status, 2);
    assert.match(steps.Compare.stdout, /^::error .*file=stack\.yaml,line=45/m);
    assert.match(steps.Compare.summary, /stack\.yaml/);
    assert.equal(readFileSync(steps.Compare.outputs.change, "utf8"), steps.Compare.summary);
    const log = readFileSync(join(shop.folder, "gh.log"), "utf8");
    assert.match(log, again ? /PATCH repos\/owner\/name\/issues\/comments\/7 / : /POST repos\/owner\/name\/issues\/12\/comments /);
    assert.match(log, /^<!-- virga diff -->\n/m);
    assert.equal(steps.Check.status, 0, steps.Check.stdout);
  }
});

test("a comment that may not be posted is a warning", (t) => {
  const shop = workshop(t, { gh: "exit 1" });
  repository(shop);
  const steps = runAction(shop, { version: "path", diff: "auto", comment: "true" }, 12);
  assert.match(steps.Compare.stdout, /^::warning .*could not be posted/m);
  assert.equal(steps.Compare.status, 0);
});

test("a template that cannot be read does not hide what the others do", (t) => {
  const shop = workshop(t, { gh: gh(false) });
  repository(shop);
  shop.copy("samples/change/old.yaml", "broken.yaml");
  shop.git("add", ".");
  shop.git("commit", "--quiet", "--message=two templates");
  shop.write("broken.yaml", "Resources: [\n");
  shop.copy("samples/change/old.yaml", "stack.yaml");
  const { Compare } = runAction(shop, { version: "path", diff: "HEAD", comment: "true" }, 12);
  assert.equal(Compare.status, 1);
  assert.match(Compare.summary, /stack\.yaml/);
  assert.match(Compare.summary, /broken\.yaml/);
  assert.match(readFileSync(join(shop.folder, "gh.log"), "utf8"), /POST /);
});

test("outside a pull request there is nothing to compare with, unless a revision is named", (t) => {
  const shop = workshop(t);
  repository(shop);
  assert.equal(runAction(shop, { version: "path", diff: "auto" }).Compare.stdout, "");
  assert.match(runAction(shop, { version: "path", diff: "main" }).Compare.summary, /stack\.yaml/);
  assert.doesNotMatch(runAction(shop, { version: "path", diff: "main", "diff-files": "notes.yaml" }).Compare.summary, /stack/);
});

test("the action installs the version that is asked for", (t) => {
  const shop = workshop(t, { npm: 'echo "$@" >"$RUNNER_TEMP/npm.log"' });
  const steps = runAction(shop, { version: "0.1.0" });
  assert.equal(steps.Install.status, 0, steps.Install.stderr);
  assert.match(readFileSync(join(shop.folder, "npm.log"), "utf8"), /^install --global .*--ignore-scripts.* virga@0\.1\.0$/m);
});

test("the GitLab jobs lint, and compare in merge requests", (t) => {
  const shop = workshop(t);
  repository(shop);
  const file = YAML.parse(readFileSync(join(root, "cmake/packaging/ci/gitlab.yml"), "utf8"));
  const run = (job) => {
    assert.equal(job.extends, ".virga");
    const env = { ...file.variables, ...job.variables, CI_MERGE_REQUEST_TARGET_BRANCH_NAME: "main" };
    return shop.bash([...file[".virga"].before_script, ...job.script].join("\n"), { env });
  };
  const lint = run(file["virga-lint"]);
  assert.equal(lint.status, 0, lint.stdout + lint.stderr);
  assert.match(readFileSync(join(shop.work, file["virga-lint"].artifacts.reports.junit), "utf8"), /<testsuites/);
  shop.copy("samples/faulty/typos.yaml", "typos.yaml");
  assert.equal(run(file["virga-lint"]).status, 6);
  shop.git("remote", "add", "origin", shop.work);
  const diff = run(file["virga-diff"]);
  assert.equal(diff.status, 0, diff.stderr);
  assert.match(readFileSync(join(shop.work, file["virga-diff"].artifacts.paths[0]), "utf8"), /stack\.yaml/);
});

test("each pre-commit hook does its work, and skips what is not a template", (t) => {
  const shop = workshop(t);
  const hooks = YAML.parse(readFileSync(join(root, ".pre-commit-hooks.yaml"), "utf8"));
  assert.deepEqual(hooks.map((hook) => hook.id), ["virga", "virga-fix", "virga-fmt"]);
  shop.copy("samples/faulty/typos.yaml", "bad.yaml");
  shop.write("notes.yaml", "not:   a template\n");
  shop.write("good.yaml", "Resources:\n   Topic:\n      Type:   AWS::SNS::Topic\n");
  const run = (hook, ...files) => shop.bash(`${hook.entry} ${files.join(" ")}`);
  for (const hook of hooks) {
    assert.equal(hook.language, "system");
    assert.equal(run(hook, "notes.yaml").status, 0, hook.id);
  }
  const [lint, fix, fmt] = hooks;
  assert.equal(run(lint, "bad.yaml", "notes.yaml").status, 6);
  assert.equal(run(lint, "good.yaml", "notes.yaml").status, 0);
  run(fix, "bad.yaml", "notes.yaml");
  assert.match(readFileSync(join(shop.work, "bad.yaml"), "utf8"), /BucketEncryption:/);
  assert.equal(run(fmt, "good.yaml", "notes.yaml").status, 0);
  assert.equal(readFileSync(join(shop.work, "good.yaml"), "utf8"), "Resources:\n  Topic:\n    Type: AWS::SNS::Topic\n");
  assert.equal(readFileSync(join(shop.work, "notes.yaml"), "utf8"), "not:   a template\n");
});
