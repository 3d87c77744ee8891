import assert from 'node:assert/strict';
import { test } from 'node:test';

import { looksLikeJson, recognize } from '../src/detection';

const templates: Record<string, string> = {
  version: 'AWSTemplateFormatVersion: 2010-09-09\n',
  'types only': 'Resources:\n  A:\n    Type: AWS::SNS::Topic\n',
  'custom type in one line': 'Resources:\n  A: {Type: Custom::Thing}\n',
  sam: 'Transform: AWS::Serverless-2016-10-31\nResources:\n',
  'list of transforms': 'Transform:\n  - Mine\n  - AWS::LanguageExtensions\n',
  broken: 'Resources:\n  A:\n    Type: AWS::SNS::Topic\n    Properties:\n      Name: "open\n',
  json: '{"Resources": {"A": {"Type": "AWS::SNS::Topic"}}}',
  'broken json': '\uFEFF{\n "AWSTemplateFormatVersion": "2010-09-09",\n "Resources": {',
};
const others: Record<string, string> = {
  empty: '',
  'only a comment says so': '# AWSTemplateFormatVersion: 2010-09-09\n# Resources:\nkind: Pod\n',
  kubernetes: 'apiVersion: v1\nkind: Pod\nspec:\n  Type: AWS::SNS::Topic\n',
  compose: 'services:\n  web:\n    image: x\nResources:\n  A:\n    Type: something\n',
  'not at the top': 'spec:\n  AWSTemplateFormatVersion: 2010-09-09\n  Resources:\n    A:\n      Type: AWS::SNS::Topic\n',
  package: '{"name": "x", "scripts": {"Resources": "AWS::S3::Bucket"}}',
  'json, nested': '{"template": {"AWSTemplateFormatVersion": "2010-09-09", "Resources": {}}}',
};

for (const [name, text] of Object.entries(templates)) {
  test(`a template: ${name}`, () => assert.equal(recognize(text).isTemplate, true, recognize(text).reason));
}
for (const [name, text] of Object.entries(others)) {
  test(`no template: ${name}`, () => assert.equal(recognize(text).isTemplate, false, recognize(text).reason));
}
test('a reason is always given', () => {
  assert.match(recognize('Resources:\n  A:\n').reason, /none of its Resources has a type/);
  assert.match(recognize('a: b').reason, /neither/);
});
test('JSON is told by its first character', () => {
  assert.equal(looksLikeJson('\uFEFF \n {'), true);
  assert.equal(looksLikeJson('a: {}'), false);
});
