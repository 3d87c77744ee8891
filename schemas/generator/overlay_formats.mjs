// formats/*.yaml: which texts name which resources.
//
//   AWS::EC2::Subnet.Id:
//     source: https://…
//     ref: [type, …]             types whose Ref returns it
//     attributes: [type.Name]    attributes that return it
//     anyOf: [format, …]         the text is of one of these (the fact's own name is free then)
//     names: [SubnetId, …]       any property (or list of texts) and attribute of this name, at any depth, in any
//                                type; "/…/" is a pattern for names
//     within: [prefix, …]        only in types whose names begin so
//     except: [type.path, …]     but not these (a type alone: none of its properties)
//     properties: [type.path]    beside them, these
import { checkSource } from './overlay_reader.mjs';
import { resolveSchema, schemasAt } from './overlay_paths.mjs';

export function applyFormats(facts, file, index) {
  for (const [format, fact] of Object.entries(file.value)) {
    checkSource(file, [format], fact);
    const value = fact.anyOf ? { anyOf: fact.anyOf.map((one) => ({ format: one })) } : { format };
    const place = (...rest) => [format, ...rest];
    (fact.ref ?? []).forEach((name, i) => {
      const document = facts.types.get(name) ?? file.fail(place('ref', i), `there is no resource type ${name}`);
      document.ref = { ...document.ref, ...value };
    });
    (fact.attributes ?? []).forEach((path, i) => {
      const [document, attribute] = split(facts, path);
      if (document?.attributes[attribute] === undefined) file.fail(place('attributes', i), `there is no attribute ${path}`);
      setFormat(document.attributes[attribute], document, value, true);
    });
    const excluded = exclusions(facts, fact, file, place);
    (fact.names ?? []).forEach((name, i) => {
      const isWanted = ({ type, schema, document }) =>
        !excluded.types.has(type) && (fact.within ?? ['']).some((prefix) => type.startsWith(prefix)) &&
        !excluded.schemas.has(resolveSchema(schema, document));
      const count = index.find(name).filter(isWanted).filter(({ schema, document }) => setFormat(schema, document, value)).length;
      if (count === 0) file.fail(place('names', i), `no type has a property ${name}`);
    });
    (fact.properties ?? []).forEach((path, i) => {
      const [document, property] = split(facts, path);
      const schemas = document ? schemasAt(document, property) : [];
      if (schemas.length === 0) file.fail(place('properties', i), `there is no property ${path}`);
      for (const schema of schemas) setFormat(schema, document, value, true);
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
function setFormat(schema, document, value, replace = false) {
  const at = resolveSchema(schema, document);
  if (at === undefined) return false;
  if (at.items !== undefined) return setFormat(at.items, document, value, replace);
  const isTaken = at.format !== undefined || at.anyOf !== undefined;
  if (![].concat(at.type ?? []).includes('string') || (isTaken && !replace)) return false;
  delete at.format;
  delete at.anyOf;
  Object.assign(at, value);
  return true;
}

// Every property and attribute of all types by its own name; of attributes it is the last part.
export class NameIndex {
  constructor(types) {
    this.byName = new Map();
    for (const [type, document] of types) {
      this.visit(document, type, document);
      for (const definition of Object.values(document.definitions)) this.visit(definition, type, document);
      for (const [attribute, schema] of Object.entries(document.attributes)) {
        this.add(attribute.slice(attribute.lastIndexOf('.') + 1), { type, document, schema });
      }
    }
  }

  // `name` is a name, or a pattern between slashes.
  find(name) {
    if (!/^\/.*\/$/.test(name)) return this.byName.get(name) ?? [];
    const pattern = new RegExp(name.slice(1, -1));
    return [...this.byName].filter(([candidate]) => pattern.test(candidate)).flatMap(([, places]) => places);
  }

  visit(schema, type, document) {
    if (schema === null || typeof schema !== 'object') return;
    for (const [name, member] of Object.entries(schema.properties ?? {})) {
      this.add(name, { type, document, schema: member });
      this.visit(member, type, document);
    }
    if (schema.items) this.visit(schema.items, type, document);
    if (typeof schema.additionalProperties === 'object') this.visit(schema.additionalProperties, type, document);
    for (const option of [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])]) this.visit(option, type, document);
  }

  add(name, place) {
    if (!this.byName.has(name)) this.byName.set(name, []);
    this.byName.get(name).push(place);
  }
}
