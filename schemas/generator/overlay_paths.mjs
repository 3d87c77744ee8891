// Property paths of overlays: "VpcConfig.SubnetIds[]", "Tags[].Key", "Variables{}" (values of a map).

export function parsePath(text) {
  const steps = [];
  for (const part of text.split('.')) {
    const match = /^([^[\]{}]*)((?:\[\]|\{\})*)$/.exec(part);
    if (!match) return undefined;
    if (match[1] !== '') steps.push({ property: match[1] });
    for (const suffix of match[2].match(/\[\]|\{\}/g) ?? []) steps.push({ [suffix === '[]' ? 'items' : 'values']: true });
  }
  return steps;
}

export function resolveSchema(schema, document) {
  let at = schema;
  for (let i = 0; i < 50 && typeof at?.$ref === 'string' && at.$ref.startsWith('#/definitions/'); i += 1) {
    at = document.definitions[at.$ref.slice('#/definitions/'.length)];
  }
  return at;
}

// The schemas a step leads to: several where the way goes through alternatives.
function follow(schema, step, document) {
  const at = resolveSchema(schema, document);
  if (at === undefined) return [];
  const found = [];
  if (step.property && at.properties?.[step.property] !== undefined) found.push(at.properties[step.property]);
  if (step.items && at.items !== undefined) found.push(at.items);
  if (step.values) {
    if (typeof at.additionalProperties === 'object') found.push(at.additionalProperties);
    for (const value of Object.values(at.patternProperties ?? {})) found.push(value);
  }
  for (const option of [...(at.anyOf ?? []), ...(at.oneOf ?? []), ...(at.allOf ?? [])]) found.push(...follow(option, step, document));
  return found;
}

// Schemas that the path leads to from `schema`, the properties of `document` if it is not given, with $refs of the last
// one followed; empty when it leads nowhere.
export function schemasAt(document, path, schema = document) {
  const steps = parsePath(path);
  if (steps === undefined) return [];
  let at = [schema];
  for (const step of steps) at = at.flatMap((one) => follow(one, step, document));
  return [...new Set(at.map((schema) => resolveSchema(schema, document)))];
}
