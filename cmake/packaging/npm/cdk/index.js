'use strict';
// A policy validation plugin for the AWS CDK: Virga judges the templates that a synth wrote, and the CDK's report names the
// constructs. https://docs.aws.amazon.com/cdk/v2/guide/policy-validation-synthesis.html

const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const SEVERITIES = { Error: 'error', Warning: 'warning', Informational: 'info' };

// What the CDK writes by itself into nearly every stack: dependencies that a reference implies already, and Fn::Sub
// without a variable. An app's author cannot mend it.
const WRITTEN_BY_THE_CDK = ['W3005', 'W1020'];

const MAX_OUTPUT_BYTES = 256 * 1024 * 1024;

// The program of the npm package; outside of it the one on the PATH.
function bundledProgram() {
  let program;
  try {
    program = require('../lib/program.js');
  } catch {
    return 'virga';
  }
  return program.programPath();
}

function packageVersion() {
  try {
    return require('../package.json').version;
  } catch {
    return undefined;
  }
}

// The nested stacks of a stack are templates of their own: its asset manifest names them. The folder may hold others,
// which an earlier synth left.
function nestedTemplates(templatePath) {
  const ending = '.template.json';
  if (!templatePath.endsWith(ending)) return [];
  let manifest;
  try {
    manifest = JSON.parse(fs.readFileSync(`${templatePath.slice(0, -ending.length)}.assets.json`, 'utf8'));
  } catch {
    return []; // a synthesizer that writes no such file
  }
  return Object.values(manifest.files ?? {})
    .map((file) => file?.source?.path)
    .filter((name) => typeof name === 'string' && name.endsWith('.nested.template.json') && !name.includes('/'))
    .map((name) => path.join(path.dirname(templatePath), name));
}

class VirgaPlugin {
  name = 'Virga';
  version = packageVersion();
  #options;

  constructor(options = {}) {
    const { failOn = 'error' } = options;
    if (!['error', 'warning', 'info', 'never'].includes(failOn)) {
      throw new Error(`VirgaPlugin: failOn must be 'error', 'warning', 'info' or 'never', not '${failOn}'`);
    }
    this.#options = { ...options, failOn };
  }

  validate(context) {
    // The stack that a template belongs to; older versions of the CDK do not tell.
    const stacks = new Map();
    for (const stack of context.stackTemplates ?? []) stacks.set(stack.templatePath, stack.stackConstructPath);
    const templates = new Map(); // path -> its stack, or the stack that it is nested in
    for (const template of context.templatePaths) {
      for (const one of [template, ...nestedTemplates(template)]) templates.set(one, stacks.get(template));
    }
    if (templates.size === 0) return { success: true, violations: [] };

    const violations = new Map();
    const { ignoreChecks = WRITTEN_BY_THE_CDK } = this.#options;
    for (const finding of this.#run([...templates.keys()])) {
      // Not by the option --ignore-checks, which would replace the list of the configuration.
      if (ignoreChecks.some((check) => finding.Rule.Id.startsWith(check))) continue;
      this.#add(violations, finding, templates);
    }
    const failing = { error: ['error'], warning: ['error', 'warning'], info: ['error', 'warning', 'info'], never: [] };
    const fails = failing[this.#options.failOn];
    const found = [...violations.values()];
    return { success: !found.some((violation) => fails.includes(violation.severity)), violations: found };
  }

  // The findings of `virga lint`, each stack judged for its own region.
  #run(templates) {
    const { includeChecks = [], configFile, extraArguments = [] } = this.#options;
    const program = this.#options.program ?? process.env.VIRGA_PROGRAM ?? bundledProgram();
    const result = spawnSync(
      program,
      [
        'lint',
        ...includeChecks.flatMap((check) => ['--include-checks', check]),
        ...(configFile === undefined ? [] : ['--config-file', configFile]),
        ...extraArguments,
        ...['--format', 'json', '--output-file', '-', '--', ...templates],
      ],
      { encoding: 'utf8', maxBuffer: MAX_OUTPUT_BYTES, stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true },
    );
    if (result.error) {
      const why = result.error.code === 'ENOENT' ? 'there is no such program' : result.error.message;
      throw new Error(`cannot run '${program}': ${why}; set the option 'program' or the variable VIRGA_PROGRAM`);
    }
    // 1 is wrong usage or a configuration that cannot be read; findings have even numbers.
    if (result.status === null || result.status % 2 === 1) {
      const how = result.status === null ? `was ended by ${result.signal}` : `ended with status ${result.status}`;
      throw new Error(`'${program}' ${how}: ${result.stderr.trim()}`);
    }
    return JSON.parse(result.stdout);
  }

  // Findings that say the same of several resources are one violation.
  #add(violations, finding, templates) {
    const severity = SEVERITIES[finding.Level] ?? 'warning';
    const fixes = (finding.Fixes ?? []).map((fix) => fix.Title);
    const fix = fixes.length > 0 ? fixes.join(', or: ') : undefined;
    const key = JSON.stringify([finding.Rule.Id, severity, finding.Message, fix]);
    let violation = violations.get(key);
    if (violation === undefined) {
      violation = {
        ruleName: finding.Rule.Id,
        description: finding.Message,
        severity,
        ...(fix === undefined ? {} : { fix }),
        ruleMetadata: { title: finding.Rule.ShortDescription, documentation: finding.Rule.Source },
        violatingResources: [],
      };
      violations.set(key, violation);
    }
    violation.violatingResources.push(this.#resource(finding, templates));
  }

  #resource(finding, templates) {
    const [section, name, ...below] = (finding.Location.Path ?? []).map(String);
    const templatePath = finding.Filename ?? '';
    if (section === 'Resources' && name !== undefined) {
      return { resourceLogicalId: name, templatePath, locations: below.length > 0 ? [below.join('.')] : [] };
    }
    const locations = section === undefined ? [] : [[section, name, ...below].filter((step) => step !== undefined).join('.')];
    // Not a resource: the stack is at fault.
    const constructPath = templates.get(finding.Filename);
    if (constructPath !== undefined) return { constructPath, templatePath, locations };
    return { resourceLogicalId: name ?? section ?? '', templatePath, locations };
  }
}

module.exports = { VirgaPlugin };
