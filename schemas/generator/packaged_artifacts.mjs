// Properties whose local paths packaging uploads (tables/packaged-artifacts.yaml): until then a text stands where the
// service wants an object, or the address of one. W3002 speaks of it.
import { schemasAt } from './overlay_paths.mjs';

export function applyPackagedArtifacts(facts, file) {
  for (const [key, words] of Object.entries(facts.tables['packaged-artifacts'] ?? {})) {
    const cut = key.indexOf('.');
    const [type, path] = [key.slice(0, cut), key.slice(cut + 1)];
    if (words.includes('metadata')) continue;
    const document = facts.types.get(type) ?? file.fail(['values', key], `there is no resource type ${type}`);
    // What is in a map of SAM the facts do not tell.
    const schemas = schemasAt(document, path.replace(/\.\*.*/, ''));
    if (schemas.length === 0) file.fail(['values', key], `${type} has no property ${path}`);
    if (type.startsWith('AWS::Serverless::')) continue; // written for local paths from the start
    for (const schema of schemas) {
      schema.checks = [...(schema.checks ?? []), 'W3002'];
      if (words[0].endsWith('bucket-key')) schema.type = ['object', 'string'];
    }
  }
}
