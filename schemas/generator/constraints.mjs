// Puts the constraints of the declarations on the documents of the service spec.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readDeclarations } from './declarations.mjs';

// Changes `types` (Map of type name -> document) in place. Returns counts for the report.
export function addConstraints(types, declarationFolder) {
  const counts = { types: 0, constraints: 0, madeOptional: 0 };
  for (const [name, document] of types) {
    const file = join(declarationFolder, `${name.replaceAll('::', '-')}.d.ts`);
    if (!existsSync(file)) continue;
    counts.types += 1;
    const shapes = readDeclarations(file);
    const root = [...shapes.keys()].find((key) => key === `${shortName(name)}Properties`);
    if (root) visitObject(document, shapes.get(root), { document, shapes, counts, seen: new Set() });
  }
  return counts;
}

// "AWS::SQS::Queue" -> "SQSQueue"
function shortName(typeName) {
  return typeName.split('::').slice(1).join('');
}

function resolveRef(schema, document) {
  const match = /^#\/definitions\/(.*)$/.exec(schema?.$ref ?? '');
  return match ? document.definitions[match[1]] : schema;
}

function visitObject(schema, shape, context) {
  if (schema === undefined || shape?.kind !== 'object' || !schema.properties || context.seen.has(schema)) return;
  context.seen.add(schema);
  for (const [name, member] of Object.entries(shape.members)) {
    const property = schema.properties[name];
    if (property === undefined) continue;
    if (member.optional && schema.required?.includes(name)) {
      // Where the two disagree the declaration is right nearly always: the service spec keeps old marks.
      schema.required = schema.required.filter((required) => required !== name);
      if (schema.required.length === 0) delete schema.required;
      context.counts.madeOptional += 1;
    }
    constrain(property, member.notes, context);
    narrowJson(property, member.shape);
    visitValue(property, member.shape, context);
  }
}

function visitValue(schema, shape, context) {
  const target = context.shapes.get(shape.name) ?? shape;
  const value = resolveRef(schema, context.document);
  if (target.kind === 'object') visitObject(value, target, context);
  else if (target.kind === 'array' && value?.items) visitValue(value.items, target.items, context);
  else if (target.kind === 'map' && value?.additionalProperties) {
    visitValue(value.additionalProperties, target.values, context);
  } else if (target.kind === 'union' && value?.anyOf) {
    const objects = target.options.filter((option) => (context.shapes.get(option.name) ?? option).kind === 'object');
    for (const option of value.anyOf) {
      const name = /^#\/definitions\/(.*)$/.exec(option.$ref ?? '')?.[1];
      const match = objects.find((object) => object.name === name);
      if (match) visitValue(option, match, context);
    }
  }
}

// A service spec "json" is an object or a string; the declaration often knows which.
function narrowJson(schema, shape) {
  if (!Array.isArray(schema.type) || schema.type.join() !== 'object,string') return;
  const allowed = new Set();
  for (const option of shape.kind === 'union' ? shape.options : [shape]) {
    if (option.kind === 'map' || option.kind === 'object') allowed.add('object');
    else if (option.kind === 'name' && option.name === 'string') allowed.add('string');
    else if (option.kind === 'array') allowed.add('array');
    else return;
  }
  schema.type = allowed.size === 1 ? [...allowed][0] : [...allowed].sort();
}

const keywordsByType = {
  string: { minLength: 'minLength', maxLength: 'maxLength', pattern: 'pattern' },
  array: { minLength: 'minItems', maxLength: 'maxItems' },
  integer: { min: 'minimum', max: 'maximum' },
  number: { min: 'minimum', max: 'maximum' },
};

function constrain(schema, notes, context) {
  const types = [].concat(schema.type ?? []);
  for (const [note, value] of Object.entries(notes)) {
    const type = types.find((candidate) => keywordsByType[candidate]?.[note]);
    if (type === undefined) continue;
    const keyword = keywordsByType[type][note];
    if (schema.enum && (keyword === 'pattern' || keyword.endsWith('Length'))) continue; // the enum says it all
    schema[keyword] = value;
    context.counts.constraints += 1;
  }
}
