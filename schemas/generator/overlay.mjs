// Puts the hand-written facts of overlay/ on the facts of the packages. overlay/README.md tells the format.
import { join } from 'node:path';
import { checkSource, readOverlayFolder, withoutSources } from './overlay_reader.mjs';
import { applyFormats, NameIndex } from './overlay_formats.mjs';
import { applyPatches } from './overlay_patches.mjs';

export { OverlayError } from './overlay_reader.mjs';

// Changes `facts` {types: Map, schemas, tables} in place.
export function applyOverlays(facts, folder) {
  const read = (kind) => readOverlayFolder(join(folder, kind), folder);
  for (const file of read('types')) addTypes(facts, file);
  for (const file of read('resources')) applyPatches(facts, file);
  const index = new NameIndex(facts.types);
  for (const file of read('formats')) applyFormats(facts, file, index);
  for (const file of read('schemas')) addSchemas(facts, file);
  for (const file of read('tables')) addTables(facts, file);
}

// types/*.yaml: resource types that no package has, or has wrong (`replaces: true`).
function addTypes(facts, file) {
  for (const [name, { replaces, ...document }] of Object.entries(file.value)) {
    if (name === 'source') continue;
    checkSource(file, [name], { source: document.source ?? file.value.source });
    if (name.startsWith('.')) continue; // a holder of anchors
    if (facts.types.has(name) !== (replaces === true)) {
      file.fail([name], replaces ? `there is no type ${name} to replace` : `the packages have a type ${name}: say replaces: true`);
    }
    const clean = withoutSources(document);
    facts.types.set(name, {
      typeName: name, type: 'object', properties: {}, additionalProperties: false, definitions: {}, attributes: {},
      ref: { type: 'string' }, primaryIdentifier: [], ...clean,
    });
  }
}

// schemas/*.yaml: the file's name is the schema's.
function addSchemas(facts, file) {
  const name = file.name.split('/').pop().slice(0, -'.yaml'.length);
  if (facts.schemas[name]) file.fail([], `there are two schemas ${name}`);
  facts.schemas[name] = withoutSources(file.value);
}

// tables/*.yaml: {source, values: {key: text or list of texts}}; the file's name is the table's.
function addTables(facts, file) {
  const name = file.name.split('/').pop().slice(0, -'.yaml'.length);
  checkSource(file, [], file.value);
  const table = {};
  for (const [key, value] of Object.entries(file.value.values ?? {})) {
    const list = value === null ? [] : [].concat(value);
    if (!list.every((item) => ['string', 'number', 'boolean'].includes(typeof item))) {
      file.fail(['values', key], 'a value must be a text or a list of texts');
    }
    table[key] = list.map(String);
  }
  facts.tables[name] = { ...facts.tables[name], ...table };
}
