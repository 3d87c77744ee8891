// node --test: the tables of the SAM transform are read from their notation, and say where they are wrong.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { OverlayError, OverlayFile } from '../overlay_reader.mjs';
import { applySamProperties, samProperties } from '../sam_properties.mjs';
import { connectors, policyTemplates, source } from '../sam_tables.mjs';

const page = 'source: https://docs.aws.amazon.com/x.html\n';
const folder = join(dirname(fileURLToPath(import.meta.url)), '../../overlay/sam');

function file(text) {
  const path = join(mkdtempSync(join(tmpdir(), 'virga-sam-')), 'table.yaml');
  try {
    writeFileSync(path, page + text);
    return new OverlayFile(path, 'table.yaml');
  } finally {
    rmSync(dirname(path), { recursive: true });
  }
}

const template = (statement) => policyTemplates(file(`templates:\n  Some:\n    - ${statement}\n`))[0];

test('a statement allows actions of a service on ARNs', () => {
  assert.deepEqual(template('{ sqs: [SendMessage, "Receive*"], on: "sqs:{QueueName}" }'), {
    name: 'Some', parameters: ['QueueName'],
    statements: [{
      Effect: 'Allow', Action: ['sqs:SendMessage', 'sqs:Receive*'],
      Resource: { 'Fn::Sub': ['arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:${queueName}', { queueName: { Ref: 'QueueName' } }] },
    }],
  });
});

test('forms of a text', () => {
  const resource = (text) => template(`{ s3: GetObject, on: ${text} }`).statements[0].Resource;
  assert.equal(resource('"*"'), '*');
  assert.deepEqual(resource('["s3:::{Name}/*"]'), [{ 'Fn::Sub': ['arn:${AWS::Partition}:s3:::${name}/*', { name: { Ref: 'Name' } }] }]);
  assert.deepEqual(resource('"s3:all"'), { 'Fn::Sub': 'arn:${AWS::Partition}:s3:${AWS::Region}:${AWS::AccountId}:all' });
  assert.deepEqual(resource('"{Arn}"'), { Ref: 'Arn' });
  assert.deepEqual(resource('"{arn=Arn}"'), { 'Fn::Sub': ['${arn}', { arn: { Ref: 'Arn' } }] });
  assert.deepEqual(resource('"{A.Arn}/x"'), { 'Fn::Sub': ['${AArn}/x', { AArn: { Ref: 'A.Arn' } }] });
});

test('a condition', () => {
  const { statements: [{ Condition }] } = template('{ s3: GetObject, on: "*", if: { StringEquals: { "a:b": "{Value}" } } }');
  assert.deepEqual(Condition, { StringEquals: { 'a:b': { Ref: 'Value' } } });
});

test('faults are found', () => {
  const fails = (make, message) => assert.throws(make, (error) => error instanceof OverlayError && message.test(error.message));
  fails(() => template('{ s3: GetObject, sqs: Send, on: "*" }'), /table\.yaml:4: this takes one service/);
  fails(() => template('{ s3: "Get Object", on: "*" }'), /no action/);
  fails(() => template('{ s3: GetObject }'), /must be a text/);
  fails(() => policyTemplates(file('template: {}')), /unknown key template/);
  const connection = (text) => connectors(file(`resources: { A: { arn: Ref } }\nconnections: { A: { A: ${text} } }`));
  fails(() => connection('{ policy: role }'), /there is no policy role/);
  fails(() => connection('{ policy: queue }'), /to read or to write/);
  fails(() => connection('{ policy: source-role, read: [{ s3: Get, on: "{Source.Size}" }] }'), /no parameter Source\.Size/);
  fails(() => connection('{ policy: topic, write: { sns: Publish, by: x, from: "{Source.Arn}", account: "1" } }'), /only a permission/);
  fails(() => connectors(file('resources: {}\nconnections: { A: { A: {} } }')), /A is not among/);
});

test('properties of types and events', () => {
  const some = file('types:\n  T: { A: string map required, B: any, C: boolean literal undocumented }\nevents:\n  A::B::T:\n    E: { X: strings maps }\n');
  const read = samProperties(some);
  assert.deepEqual(read.types.T[0], { name: 'A', types: ['string', 'map'], required: true });
  assert.match(source(read, [], { resources: [], connections: [] }, []), /\{"A", PropertyTypes::String \| PropertyTypes::Map, true, true, false\},\n.*"B".*\n.*"C", PropertyTypes::Boolean, false, false, false/);
  assert.throws(() => samProperties(file('types:\n  T: { A: text }\nevents: {}')), /table.yaml:3: "text" is no type/);
  const facts = (properties) => ({ types: new Map([['T', { properties }]]), schemas: {}, tables: {} });
  const fine = facts({ A: {}, B: {} });
  applySamProperties(fine, some);
  assert.deepEqual(fine.tables['sam-events'], { 'A::B::T': ['E'] });
  assert.deepEqual(fine.schemas['sam-event-T-E'].properties, { X: { type: ['array'] } });
  assert.throws(() => applySamProperties(facts({ A: {} }), some), /has no property B of T/);
  const marked = file('types: {}\nevents:\n  A::B::T:\n    E: { A: any required, B: any required implied, C: any demanded, D: any }\n');
  const told = facts({});
  applySamProperties(told, marked);
  assert.deepEqual(told.schemas['sam-event-T-E'].required, ['A', 'C']);
  assert.match(source(samProperties(marked), [], { resources: [], connections: [] }, []), /"A",.*true, true, false\},\n.*"B",.*true, true, true\},\n.*"C",.*false, true, false/);
  assert.throws(() => applySamProperties(facts({ A: {}, B: {}, D: {} }), some), /does not take D/);
  const empty = facts({});
  applySamProperties(empty, some);
  assert.deepEqual(empty.types.get('T').required, ['A']);
});

test('the tables that come with the project', () => {
  const read = (name) => new OverlayFile(join(folder, name), name);
  const templates = policyTemplates(read('policy_templates.yaml'));
  const { resources, connections } = connectors(read('connectors.yaml'));
  assert.equal(templates.length, 81);
  assert.equal(connections.length, 31);
  assert.equal(new Set(connections.map((connection) => connection.source)).size, 11);
  const properties = samProperties(read('properties.yaml'));
  assert.equal(Object.keys(properties.events['AWS::Serverless::Function']).length, 19);
  const text = source(properties, templates, { resources, connections }, ['arn:aws:iam::aws:policy/B', 'arn:aws:iam::aws:policy/service-role/A']);
  assert.match(text, /paths\[\] = \{"", "service-role\/"\};/);
  assert.match(text, /policy_names\[\] =\n {4}"A"\n {4}"B"\n/);
  assert.match(text, /policies\[\] = \{\n {4}\{0, 1, 1\},\n {4}\{1, 1, 0\},\n/);
});
