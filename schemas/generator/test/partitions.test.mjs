// node --test: patterns of ARNs take every partition, whatever the form of their list.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openPartitions, openPattern } from '../partitions.mjs';

test('a list of partitions is opened', () => {
  for (const list of ['aws', '(aws|aws-cn)', '(aws|aws-us-gov|aws-cn|aws-iso|aws-iso-b)', 'aws(|-cn|-us-gov)', 'aws(-(cn|us-gov))?', '(aws(?:-cn|-us-gov)?)', '((aws)|(aws-cn))']) {
    assert.equal(openPattern(`^arn:${list}:iam::\\d{12}:role/.+$`), '^arn:aws(-[a-z]+)*:iam::\\d{12}:role/.+$', list);
  }
});

test('a pattern that takes all of them, or no partition at all, stays', () => {
  for (const pattern of ['^arn:aws[a-z-]*:iam::\\d{12}:role/.+$', 'arn:([^:\\n]*):([^:\\n]*)', '^arn:.*', '^[a-z]+$', '(arn:)?x', '^arn:\\S+$']) {
    assert.equal(openPattern(pattern), pattern);
  }
});

test('each ARN of a pattern is opened, at any depth of a schema', () => {
  const schema = { properties: { Role: { allOf: [{ pattern: '^arn:aws:iam:|^arn:(aws|aws-cn):sts:' }] }, pattern: { type: 'string' } } };
  assert.equal(openPartitions(schema), 1);
  assert.equal(schema.properties.Role.allOf[0].pattern, '^arn:aws(-[a-z]+)*:iam:|^arn:aws(-[a-z]+)*:sts:');
});
