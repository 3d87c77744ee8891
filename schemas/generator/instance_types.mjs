// The table ec2-instance-sizes: family ("m5") -> its sizes ("large"), of the instance types that EC2's API knows.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export function instanceTypeTables(packages) {
  const text = readFileSync(join(packages, '@aws-sdk/client-ec2/dist-types/models/enums.d.ts'), 'utf8');
  const [, body] = text.match(/export declare const _InstanceType: \{\n([\s\S]*?)\n\};/) ?? [];
  const sizes = {};
  for (const [, family, size] of (body ?? '').matchAll(/"([a-z0-9-]+)\.([a-z0-9-]+)";/g)) (sizes[family] ??= []).push(size);
  if (Object.keys(sizes).length < 150) throw new Error('@aws-sdk/client-ec2 has changed the form of its instance types');
  return { 'ec2-instance-sizes': sizes };
}
