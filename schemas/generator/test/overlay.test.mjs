// node --test: overlays put facts where they belong, and say where they are wrong.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { applyOverlays, OverlayError } from '../overlay.mjs';

const page = 'source: https://docs.aws.amazon.com/x.html';

function someFacts() {
  const queue = {
    typeName: 'A::B::Queue', type: 'object', additionalProperties: false,
    properties: {
      Name: { type: 'string' }, Size: { type: 'integer' }, VpcId: { type: 'string' },
      Parts: { type: 'array', items: { $ref: '#/definitions/Part' } },
      Labels: { type: 'object', additionalProperties: { type: 'string' } },
    },
    definitions: { Part: { type: 'object', properties: { Key: { type: 'string' }, VpcId: { type: 'string' } }, required: ['Key'] } },
    attributes: { Arn: { type: 'string' }, 'Net.VpcId': { type: 'string' } }, ref: { type: 'string' }, primaryIdentifier: [],
  };
  return { types: new Map([['A::B::Queue', queue]]), schemas: {}, tables: {} };
}

// Applies overlays given as {kind/name: text}; returns the facts.
function overlaid(files) {
  const folder = mkdtempSync(join(tmpdir(), 'virga-overlay-'));
  try {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(join(folder, name, '..'), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    const facts = someFacts();
    applyOverlays(facts, folder, { rules: ['E3002', 'E3012'], formats: ['ipv4-network', 'x', 'one', 'two'], functions: ['Ref', 'Fn::Sub'] });
    return facts;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const queueOf = (facts) => facts.types.get('A::B::Queue');

function assertFault(files, line, message) {
  assert.throws(() => overlaid(files), (error) => {
    assert.ok(error instanceof OverlayError, error.stack);
    assert.match(error.message, new RegExp(`\\.yaml:${line}: .*${message}`));
    return true;
  });
}

test('patches reach the type, properties, items and map values', () => {
  const queue = queueOf(overlaid({ 'resources/a.yaml': `A::B::Queue:
  ${page}
  stateful: true
  schema: {requiredXor: [[Name, Size], [Size, VpcId]], dependentExcluded: {Name: [Size]}}
  properties:
    Size: {minimum: 1}
    Parts[].Key: {maxLength: 3}
    Labels{}: {pattern: "^a"}
    Parts[]: {required: [VpcId]}
  attributes: {Arn: {format: x}, New: {add: true, type: string}}
  add: {Extra: {type: boolean}}
` }));
  assert.equal(queue.properties.Size.minimum, 1);
  assert.equal(queue.definitions.Part.properties.Key.maxLength, 3);
  assert.deepEqual(queue.definitions.Part.required, ['Key', 'VpcId']);
  assert.equal(queue.properties.Labels.additionalProperties.pattern, '^a');
  assert.deepEqual(queue.requiredXor, ['Name', 'Size']);
  assert.deepEqual(queue.allOf, [{ requiredXor: ['Size', 'VpcId'] }]);
  assert.deepEqual(queue.dependentExcluded, { Name: ['Size'] });
  assert.equal(queue.attributes.Arn.format, 'x');
  assert.equal(queue.attributes.New.type, 'string');
  assert.equal(queue.properties.Extra.type, 'boolean');
  assert.equal(queue.stateful, true);
});

test('two conditions on one object do not replace each other', () => {
  const condition = '{if: {required: [Name]}, then: {required: [Size]}}';
  const queue = queueOf(overlaid({
    'resources/a.yaml': `A::B::Queue:\n  ${page}\n  schema: ${condition}\n`,
    'resources/b.yaml': `A::B::Queue:\n  ${page}\n  schema: ${condition}\n`,
  }));
  assert.deepEqual(queue.then, { required: ['Size'] });
  assert.deepEqual(queue.allOf, [{ if: { required: ['Name'] }, then: { required: ['Size'] } }]);
});

test('null takes a keyword away', () => {
  const queue = queueOf(overlaid({ 'resources/a.yaml': `A::B::Queue:\n  ${page}\n  properties: {"Parts[]": {required: null}}\n` }));
  assert.equal(queue.definitions.Part.required, undefined);
});

test('formats are given by name, in lists and attributes too', () => {
  const queue = queueOf(overlaid({ 'formats/a.yaml': `A::Vpc.Id:
  ${page}
  names: [VpcId]
  except: ["A::B::Queue.Parts[].VpcId"]
  ref: [A::B::Queue]
any name:
  ${page}
  anyOf: [one, two]
  properties: [A::B::Queue.Name]
` }));
  assert.equal(queue.properties.VpcId.format, 'A::Vpc.Id');
  assert.equal(queue.definitions.Part.properties.VpcId.format, undefined);
  assert.equal(queue.attributes['Net.VpcId'].format, 'A::Vpc.Id');
  assert.equal(queue.ref.format, 'A::Vpc.Id');
  assert.deepEqual(queue.properties.Name.anyOf, [{ format: 'one' }, { format: 'two' }]);
});

test('types, schemas and tables are added', () => {
  const facts = overlaid({
    'types/t.yaml': `A::B::New:\n  ${page}\n  properties: {source: {type: string}, X: {type: string, note: why}}\n`,
    'schemas/some-schema.yaml': `${page}\ntype: string\n`,
    'tables/some-table.yaml': `${page}\nvalues: {a: 1, b: [x, y], c: null}\n`,
  });
  assert.deepEqual(facts.types.get('A::B::New').properties, { source: { type: 'string' }, X: { type: 'string' } });
  assert.deepEqual(facts.schemas['some-schema'], { type: 'string' });
  assert.deepEqual(facts.tables['some-table'], { a: ['1'], b: ['x', 'y'], c: [] });
});

test('faults are told with file, line and a suggestion', () => {
  const patch = (text) => ({ 'resources/a.yaml': `A::B::Queue:\n  ${page}\n${text}` });
  assertFault({ 'resources/a.yaml': `# comment\nA::B::Queu:\n  ${page}\n` }, 2, 'no resource type A::B::Queu .did you mean A::B::Queue');
  assertFault(patch('  properties:\n    Size: {}\n    Nmae: {}\n'), 5, 'no property Nmae .did you mean Name');
  assertFault(patch('  properties:\n    "Parts[].Kye": {}\n'), 4, 'no property .*did you mean Key');
  assertFault(patch('  schema:\n    requiredOr:\n      [Name, Sise]\n'), 4, 'no property Sise');
  assertFault(patch('  schema:\n    dependentExcluded:\n      Name: [Nothing]\n'), 5, 'no property Nothing');
  assertFault(patch('  schema:\n    notAbove:\n      Size: [Nothing]\n'), 5, 'no property Nothing');
  assertFault(patch('  schema:\n    refersTo:\n      Name: ["Parts[].Kye"]\n'), 5, 'no property Parts');
  assertFault(patch('  schema:\n    if:\n      properties: {Other: {const: 1}}\n'), 5, 'no property Other');
  assertFault(patch('  schema:\n    allOf:\n      - required: [Name]\n      - required: [Foo]\n'), 6, 'no property Foo');
  assertFault(patch('  attributes: {Nope: {format: x}}\n'), 3, 'no attribute Nope');
  assertFault(patch('  add: {Size: {type: string}}\n'), 3, 'exists already');
  assertFault(patch('  propertys: {}\n'), 3, '"propertys" is none of');
  assertFault({ 'resources/a.yaml': 'A::B::Queue:\n  properties: {}\n' }, 1, 'source is missing');
  assertFault({ 'resources/a.yaml': 'A::B::Queue:\n  source: somewhere\n' }, 2, 'address of a page');
  assertFault({ 'types/a.yaml': `A::B::Queue:\n  ${page}\n` }, 1, 'say replaces: true');
  assertFault({ 'types/a.yaml': `A::B::Other:\n  ${page}\n  replaces: true\n` }, 1, 'no type A::B::Other to replace');
  assertFault({ 'formats/a.yaml': `F:\n  ${page}\n  names:\n    - VpcId\n    - SubnetId\n` }, 5, 'no type has a property SubnetId');
  assertFault({ 'formats/a.yaml': `F:\n  ${page}\n  properties: [A::B::Queue.None]\n` }, 3, 'no property');
  assertFault({ 'tables/a.yaml': 'values: {a: b}\n' }, 1, 'source is missing');
  assertFault({ 'tables/a.yaml': `${page}\nvalues:\n  a: {b: c}\n` }, 3, 'a text or a list');
  assertFault({ 'tables/a.yaml': `${page}\nsets: {small: [x]}\nvalues:\n  a: [$smal]\n` }, 4, 'no set smal .did you mean small');
});

test('names that the program does not know are refused', () => {
  const patch = (schema) => ({ 'resources/a.yaml': `A::B::Queue:\n  ${page}\n  properties:\n    Name:\n      ${schema}\n` });
  overlaid(patch('{rule: E3012, checks: [E3002], format: ipv4-network, functions: [Ref], message: "{value} of {Size}"}'));
  overlaid({ 'types/t.yaml': `A::B::New:\n  ${page}\n  properties: {rule: {type: string, enum: [{format: y}]}}\n` });
  assertFault(patch('rule: E30l2'), 5, 'no rule E30l2 .did you mean E3002');
  assertFault(patch('checks: [E9999]'), 5, 'no rule E9999');
  assertFault(patch('format: ipv4-netwrok'), 5, 'no format ipv4-netwrok .did you mean ipv4-network');
  assertFault(patch('functions: [Ref, Sub]'), 5, 'no function Sub');
  assertFault(patch('enumByRegion: sizes'), 5, 'no table sizes');
  assertFault(patch('message: "a {value"'), 5, 'a brace in a message');
  assertFault(patch('items: {anyOf: [{type: string, rule: E30I2}]}'), 5, 'no rule E30I2');
  assertFault({ 'schemas/s.yaml': `${page}\nproperties:\n  A: {rule: X}\n` }, 3, 'no rule X');
  assertFault({ 'types/t.yaml': `A::B::New:\n  ${page}\n  attributes: {Arn: {format: nope}}\n` }, 3, 'no format nope');
  assertFault({ 'formats/f.yaml': `some:\n  ${page}\n  anyOf: [one, tow]\n` }, 3, 'no format tow .did you mean two');
});

test('an enum is read in any case', () => {
  const patch = (schema) => overlaid({ 'resources/a.yaml': `A::B::Queue:\n  ${page}\n  properties:\n    Name: ${schema}\n` });
  assert.throws(() => patch('{enumCaseInsensitive: true}'), OverlayError);
  const { Name } = queueOf(overlaid({
    'resources/a.yaml': `A::B::Queue:\n  ${page}\n  properties: {Name: {enum: [x]}}\n`,
    'resources/b.yaml': `A::B::Queue:\n  ${page}\n  properties: {Name: {enumCaseInsensitive: true}}\n`,
  })).properties;
  assert.deepEqual(Name, { type: 'string', enumCaseInsensitive: ['x'] });
});

test('sets are written out in tables', () => {
  const facts = overlaid({ 'tables/t.yaml': `${page}\nsets: {a: [x, y], b: [$a, z]}\nvalues: {r: [$b, w, w]}\n` });
  assert.deepEqual(facts.tables.t, { r: ['x', 'y', 'z', 'w', 'w'] });
});

test('YAML that cannot be read is told', () => {
  assert.throws(() => overlaid({ 'resources/a.yaml': 'a: [\n' }), OverlayError);
  assert.throws(() => overlaid({ 'resources/a.yaml': 'a: 1\na: 2\n' }), OverlayError);
});

test('dates of facts are a table', () => {
  const facts = overlaid({
    'resources/a.yaml': `A::B::Queue: {source: https://a.example/new, date: 2026-11-26, stateful: true}\n.anchors: {date: 2026-01-01, source: https://a.example/old}`,
    'resources/b.yaml': `A::B::Queue: {${page}, stateful: true}`,
    'tables/t.yaml': `source: [https://a.example/t, https://a.example/u]\ndate: 2026-02-03\nvalues: {a: b}`,
  });
  const dates = Object.entries(facts.tables['fact-dates']).map(([file, row]) => [file.split('/').slice(-2).join('/'), ...row]);
  assert.deepEqual(dates.sort(), [['resources/a.yaml', '2026-11-26', 'https://a.example/new'], ['tables/t.yaml', '2026-02-03', 'https://a.example/t']]);
});
