// The plugin in a synth of a small app, with the real aws-cdk-lib. VIRGA_PROGRAM names the program.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';
import { VirgaPlugin } from '../index.js';

const here = path.dirname(fileURLToPath(import.meta.url));
const program = process.env.VIRGA_PROGRAM;
assert.ok(program, 'VIRGA_PROGRAM must name the program to test');

function scratch(t) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'virga-cdk-'));
  t.after(() => fs.rmSync(folder, { recursive: true }));
  return folder;
}

// Synthesizes the app in a folder; what the plugin said, and what the CDK made of it.
function synth(folder, { options = {}, env = {} } = {}) {
  const out = path.join(folder, 'cdk.out');
  const result = spawnSync(process.execPath, [path.join(here, 'app.cjs')], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, OUT: out, OPTIONS: JSON.stringify(options), NODE_ENV: '', ...env },
  });
  const report = JSON.parse(fs.readFileSync(path.join(out, 'validation-report.json'), 'utf8')).pluginReports.at(-1);
  const said = result.stdout ? JSON.parse(result.stdout) : undefined;
  return { status: result.status, stderr: result.stderr, report, said };
}

const constructs = (report, rule) =>
  report.violations.filter((v) => v.ruleName === rule).flatMap((v) => v.violatingConstructs.map((c) => c.constructPath));

for (const beta of ['0', '1']) {
  test(`violations name constructs (policyValidationBeta1: ${beta})`, (t) => {
    const { status, report, said, stderr } = synth(scratch(t), { env: { BETA: beta } });
    assert.equal(status, 1, stderr);
    assert.equal(report.pluginName, 'Virga');
    assert.equal(report.conclusion, 'failure');

    const runtime = report.violations.find((violation) => violation.ruleName === 'W2531');
    assert.equal(runtime.severity, 'warning');
    assert.match(runtime.description, /nodejs16\.x/);
    assert.match(runtime.suggestedFix, /Change it to 'nodejs\d+\.x'/);
    assert.match(runtime.ruleMetadata.documentation, /^https:\/\/docs\.aws\.amazon\.com\//);
    const [construct] = runtime.violatingConstructs;
    assert.equal(construct.constructPath, 'Shop/Handler/Resource');
    assert.equal(construct.cloudFormationResource.templatePath, 'Shop.template.json');
    assert.deepEqual(construct.cloudFormationResource.propertyPaths, ['Properties.Runtime']);
    assert.match(construct.stackTraces[0], /app\.cjs:12:5/);

    // In a stage, in nested stacks, and of the stack itself.
    assert.deepEqual(constructs(report, 'W2531'), ['Shop/Handler/Resource', 'Prod/Shop/Handler/Resource']);
    assert.deepEqual(constructs(report, 'W2001'), ['Shop', 'Prod/Shop']);
    assert.ok(constructs(report, 'E3031').includes('Prod/Shop/Inner/Logs'));
    // What the CDK writes by itself.
    assert.deepEqual(constructs(report, 'W3005'), []);
    t.diagnostic(`the plugin took ${said.milliseconds.toFixed(0)} ms of the synth`);
  });
}

test('failOn says when a synth fails', (t) => {
  assert.equal(synth(scratch(t), { options: { failOn: 'never' } }).status, 0);
  const ignored = { ignoreChecks: ['E'], failOn: 'error' };
  assert.equal(synth(scratch(t), { options: ignored }).status, 0);
  assert.equal(synth(scratch(t), { options: { ...ignored, failOn: 'warning' } }).status, 1);
  assert.throws(() => new VirgaPlugin({ failOn: 'sometimes' }), /failOn must be/);
});

test('the configuration of the folder applies, but not where it writes to', (t) => {
  const folder = scratch(t);
  fs.writeFileSync(path.join(folder, 'virga.yaml'), 'ignore_checks: [E3031]\noutput_file: found.txt\nformat: sarif\n');
  const { report } = synth(folder);
  assert.deepEqual(constructs(report, 'E3031'), []);
  assert.notDeepEqual(constructs(report, 'E1161'), []);
  assert.ok(!fs.existsSync(path.join(folder, 'found.txt')));
});

test('a program that cannot run is an error of the synth, which says why', (t) => {
  const missing = synth(scratch(t), { options: { program: '/nowhere/virga' } });
  assert.equal(missing.status, 1);
  assert.match(missing.report.metadata.error, /cannot run '\/nowhere\/virga': there is no such program/);
  const folder = scratch(t);
  fs.writeFileSync(path.join(folder, 'virga.yaml'), 'unknown_key: 1\n');
  const misuse = synth(folder);
  assert.equal(misuse.status, 1);
  assert.match(misuse.report.metadata.error, /ended with status 1: .*unknown_key/s);
});

test('a context that knows no stacks, as that of older versions', (t) => {
  const folder = scratch(t);
  const template = path.join(folder, 'Old.template.json');
  fs.writeFileSync(template, JSON.stringify({ Parameters: { Unused: { Type: 'String' } }, Resources: { Q: { Type: 'AWS::SQS::Quue' } } }));
  const report = new VirgaPlugin({ program }).validate({ templatePaths: [template] });
  assert.equal(report.success, false);
  const resources = Object.fromEntries(report.violations.map((v) => [v.ruleName, v.violatingResources]));
  assert.deepEqual(resources.E3006, [{ resourceLogicalId: 'Q', templatePath: template, locations: ['Type'] }]);
  assert.deepEqual(resources.W2001, [{ resourceLogicalId: 'Unused', templatePath: template, locations: ['Parameters.Unused'] }]);
  assert.deepEqual(new VirgaPlugin({ program }).validate({ templatePaths: [] }), { success: true, violations: [] });
});
