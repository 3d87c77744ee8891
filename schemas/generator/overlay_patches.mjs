// resources/*.yaml: facts about resource types of the packages.
//
//   AWS::EC2::Instance:
//     source: https://…
//     ref: {…}                   merged into the schema of what Ref returns
//     attributes: {Name: {…}}    merged into the attribute; it must exist unless it says `add: true`
//     stateful, anyAttribute     set
//     identifier: [Name, …]      the properties of which no two resources have the same values
//     schema: {…}                merged into the schema of the Properties object
//     properties: {path: {…}}    merged into the schema at the path
//     add: {path: {…}}           a property that the packages lack
import { checkSource, withoutSources } from './overlay_reader.mjs';
import { nearest } from './nearest.mjs';
import { parsePath, resolveSchema, schemasAt } from './overlay_paths.mjs';

const members = ['source', 'date', 'note', 'ref', 'attributes', 'stateful', 'anyAttribute', 'identifier', 'schema', 'properties', 'add', 'remove'];

export function applyPatches(facts, file) {
  for (const [name, patch] of Object.entries(file.value)) {
    if (name.startsWith('.')) continue; // a holder of anchors
    checkSource(file, [name], patch);
    const document = facts.types.get(name);
    if (document === undefined) file.fail([name], `there is no resource type ${name}${nearest(name, facts.types.keys())}`);
    for (const member of Object.keys(patch)) {
      if (!members.includes(member)) file.fail([name, member], `"${member}" is none of ${members.join(', ')}`);
    }
    applyPatch(document, patch, file, name);
  }
}

function applyPatch(document, patch, file, name) {
  for (const [path, schema] of Object.entries(patch.add ?? {})) addProperty(document, path, schema, file, [name, 'add', path]);
  for (const path of patch.remove ?? []) removeProperty(document, path, file, [name, 'remove']);
  if (patch.ref) document.ref = withoutSources({ ...document.ref, ...patch.ref });
  if (patch.stateful !== undefined) document.stateful = patch.stateful;
  if (patch.anyAttribute !== undefined) document.anyAttribute = patch.anyAttribute;
  for (const property of patch.identifier ?? []) {
    if (document.properties?.[property] === undefined) file.fail([name, 'identifier'], `${name} has no property ${property}`);
    document.primaryIdentifier = patch.identifier;
  }
  for (const [attribute, { add, ...schema }] of Object.entries(patch.attributes ?? {})) {
    if ((document.attributes[attribute] === undefined) !== (add === true)) {
      file.fail([name, 'attributes', attribute], add ? `attribute ${attribute} exists already` : `there is no attribute ${attribute}`);
    }
    document.attributes[attribute] = { ...document.attributes[attribute], ...withoutSources(schema) };
  }
  if (patch.schema) mergeInto(document, patch.schema, document, file, [name, 'schema']);
  for (const [path, schema] of Object.entries(patch.properties ?? {})) {
    const found = schemasAt(document, path);
    if (found.length === 0) file.fail([name, 'properties', path], `${name} has no property ${path}${pathSuggestion(document, path)}`);
    for (const target of found) mergeInto(target, schema, document, file, [name, 'properties', path]);
  }
}

function addProperty(document, path, schema, file, place) {
  const cut = path.lastIndexOf('.');
  const parents = cut < 0 ? [document] : schemasAt(document, path.slice(0, cut));
  const property = path.slice(cut + 1);
  if (parents.length === 0) file.fail(place, `there is no property ${path.slice(0, cut)}`);
  for (const parent of parents) {
    const existing = parent.properties?.[property];
    if (existing !== undefined && !existing.readOnly) file.fail(place, `property ${path} exists already: put it under properties`);
    parent.properties ??= {};
    parent.properties[property] = withoutSources(schema);
  }
}

function removeProperty(document, path, file, place) {
  const cut = path.lastIndexOf('.');
  const parents = cut < 0 ? [document] : schemasAt(document, path.slice(0, cut));
  const property = path.slice(cut + 1);
  if (!parents.some((parent) => parent.properties?.[property])) file.fail(place, `there is no property ${path}`);
  for (const parent of parents) delete parent.properties?.[property];
}

// Keywords whose lists and maps grow; others are replaced. null takes a keyword away.
function mergeInto(target, patch, document, file, place) {
  checkNames(target, patch, document, file, place);
  const { properties, ...rest } = withoutSources(patch);
  for (const [keyword, value] of Object.entries(rest)) {
    if (value === null) delete target[keyword];
    else if (keyword === 'enumCaseInsensitive' && value === true) foldCase(target, file, [...place, keyword]);
    else if (keyword === 'examples' && value === true) openList(target, file, [...place, keyword]);
    else if (keyword === 'required' || keyword === 'checks') target[keyword] = [...new Set([...(target[keyword] ?? []), ...value])];
    else if (keyword === 'allOf') target.allOf = [...(target.allOf ?? []), ...value];
    else if (nameMaps.includes(keyword) || keyword === 'refersTo') mergeLists(target, keyword, value);
    else if (keyword === 'requiredXor' || keyword === 'requiredOr' || keyword === 'if') addApart(target, keyword, value, rest);
    else if (keyword !== 'then' && keyword !== 'else') target[keyword] = value;
  }
  for (const [name, schema] of Object.entries(properties ?? {})) {
    const property = resolveSchema(target.properties[name], document);
    mergeInto(property, schema, document, file, [...place, 'properties', name]);
  }
}

// The packages' enum, in any case.
function foldCase(target, file, place) {
  if (!Array.isArray(target.enum)) file.fail(place, 'there is no enum to read in any case');
  target.enumCaseInsensitive = target.enum;
  delete target.enum;
}

// The packages' enum, as values among others.
function openList(target, file, place) {
  if (!Array.isArray(target.enum)) file.fail(place, 'there is no enum whose values could be examples');
  target.examples = target.enum;
  delete target.enum;
}

function mergeLists(target, keyword, lists) {
  target[keyword] = { ...target[keyword] };
  for (const [name, names] of Object.entries(lists)) {
    target[keyword][name] = [...new Set([...(target[keyword][name] ?? []), ...names])];
  }
}

// A second keyword of its kind goes into allOf. Lists of lists are several groups.
function addApart(target, keyword, value, rest) {
  if (keyword === 'if') {
    const condition = { if: value, ...(rest.then ? { then: rest.then } : {}), ...(rest.else ? { else: rest.else } : {}) };
    if (target.if === undefined) Object.assign(target, condition);
    else target.allOf = [...(target.allOf ?? []), condition];
    return;
  }
  for (const group of Array.isArray(value[0]) ? value : [value]) {
    if (target[keyword] === undefined) target[keyword] = group;
    else target.allOf = [...(target.allOf ?? []), { [keyword]: group }];
  }
}

const nameLists = ['required', 'requiredOr', 'requiredXor'];
const nameMaps = ['dependentExcluded', 'dependentRequired', 'notAbove'];
const inPlace = ['if', 'then', 'else', 'not'];

// Every property that a patch names must exist in the schema it is merged into.
function checkNames(target, patch, document, file, place) {
  const resolved = resolveSchema(target, document);
  const known = resolved?.properties;
  if (typeof resolved?.additionalProperties === 'object') return; // a map: its keys are free
  if (known === undefined || patch === null || typeof patch !== 'object') return;
  const check = (name, where) => {
    if (known[name] === undefined) {
      file.fail([...place, ...where], `there is no property ${name}${nearest(name, Object.keys(known))}`);
    }
  };
  for (const keyword of nameLists) (patch[keyword] ?? []).flat().forEach((name) => check(name, [keyword]));
  for (const keyword of nameMaps) {
    for (const [name, names] of Object.entries(patch[keyword] ?? {})) {
      check(name, [keyword, name]);
      names.forEach((other) => check(other, [keyword, name]));
    }
  }
  for (const [path, others] of Object.entries(patch.refersTo ?? {})) {
    for (const one of [path, ...others]) {
      if (schemasAt(document, one.replace(/:$/, ''), target).length === 0) file.fail([...place, 'refersTo', path], `there is no property ${one}`);
    }
  }
  for (const [name, schema] of Object.entries(patch.properties ?? {})) {
    check(name, ['properties', name]);
    checkNames(known[name], schema, document, file, [...place, 'properties', name]);
  }
  for (const keyword of inPlace) {
    if (patch[keyword]) checkNames(target, patch[keyword], document, file, [...place, keyword]);
  }
  for (const keyword of ['allOf', 'anyOf', 'oneOf']) {
    (patch[keyword] ?? []).forEach((schema, i) => checkNames(target, schema, document, file, [...place, keyword, i]));
  }
  const items = resolveSchema(target, document)?.items;
  if (patch.items && items) checkNames(items, patch.items, document, file, [...place, 'items']);
}

function pathSuggestion(document, path) {
  const steps = path.split('.');
  for (let length = steps.length - 1; length >= 0; length -= 1) {
    const parents = length === 0 ? [document] : schemasAt(document, steps.slice(0, length).join('.'));
    if (parents.length === 0) continue;
    const name = parsePath(steps[length])?.[0]?.property ?? '';
    return nearest(name, parents.flatMap((parent) => Object.keys(parent?.properties ?? {})));
  }
  return '';
}
