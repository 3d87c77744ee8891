// formats/*.yaml: which texts name which resources.
//
//   AWS::EC2::Subnet.Id:
//     source: https://…
//     ref: [type, …]             types whose Ref returns it
//     attributes: [type.Name]    attributes that return it
//     names: [SubnetId, …]       any property (or list of texts) of this name, at any depth, in any type
//     within: [prefix, …]        only in types whose names begin so
//     except: [type.path, …]     but not these (a type alone: none of its properties)
//     properties: [type.path]    beside them, these
import { checkSource } from './overlay_reader.mjs';
import { resolveSchema, schemasAt } from './overlay_paths.mjs';

export function applyFormats(facts, file) {
  for (const [format, fact] of Object.entries(file.value)) {
    checkSource(file, [format], fact);
    const place = (...rest) => [format, ...rest];
    (fact.ref ?? []).forEach((name, i) => {
      const document = facts.types.get(name) ?? file.fail(place('ref', i), `there is no resource type ${name}`);
      document.ref = { ...document.ref, format };
    });
    (fact.attributes ?? []).forEach((path, i) => {
      const [document, attribute] = split(facts, path);
      if (document?.attributes[attribute] === undefined) file.fail(place('attributes', i), `there is no attribute ${path}`);
      setFormat(document.attributes[attribute], document, format);
    });
    const excluded = exclusions(facts, fact, file, place);
    (fact.names ?? []).forEach((name, i) => {
      let count = 0;
      for (const [type, document] of facts.types) {
        if (excluded.types.has(type) || (fact.within && !fact.within.some((prefix) => type.startsWith(prefix)))) continue;
        count += setByName(document, name, format, excluded.schemas);
      }
      if (count === 0) file.fail(place('names', i), `no type has a property ${name}`);
    });
    (fact.properties ?? []).forEach((path, i) => {
      const [document, property] = split(facts, path);
      const schemas = document ? schemasAt(document, property) : [];
      if (schemas.length === 0) file.fail(place('properties', i), `there is no property ${path}`);
      for (const schema of schemas) setFormat(schema, document, format, true);
    });
  }
}

function split(facts, path) {
  const cut = path.indexOf('.');
  return [facts.types.get(path.slice(0, cut)), path.slice(cut + 1)];
}

function exclusions(facts, fact, file, place) {
  const excluded = { types: new Set(), schemas: new Set() };
  (fact.except ?? []).forEach((path, i) => {
    if (facts.types.has(path)) {
      excluded.types.add(path);
      return;
    }
    const [document, property] = split(facts, path);
    const schemas = document ? schemasAt(document, property) : [];
    if (schemas.length === 0) file.fail(place('except', i), `there is no property ${path}`);
    schemas.forEach((schema) => excluded.schemas.add(schema));
  });
  return excluded;
}

// Gives the format to a text, or to the items of a list of texts. True when there was one to give it to.
function setFormat(schema, document, format, replace = false) {
  const at = resolveSchema(schema, document);
  if (at === undefined) return false;
  if (at.items !== undefined) return setFormat(at.items, document, format, replace);
  if (![].concat(at.type ?? []).includes('string') || (at.format !== undefined && !replace)) return false;
  at.format = format;
  return true;
}

function setByName(document, name, format, excluded) {
  let count = 0;
  const visit = (schema) => {
    if (schema === null || typeof schema !== 'object') return;
    for (const [property, value] of Object.entries(schema.properties ?? {})) {
      if (property === name && !excluded.has(resolveSchema(value, document)) && setFormat(value, document, format)) count += 1;
      visit(value);
    }
    if (schema.items) visit(schema.items);
    if (typeof schema.additionalProperties === 'object') visit(schema.additionalProperties);
    [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])].forEach(visit);
  };
  visit(document);
  Object.values(document.definitions).forEach(visit);
  return count;
}
