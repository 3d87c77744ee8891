// Puts the hand-written facts of overlay/ on the facts of the packages. overlay/README.md tells the format.
import { join } from 'node:path';
import { checkSource, readOverlayFolder, withoutSources } from './overlay_reader.mjs';
import { applyFormats, NameIndex } from './overlay_formats.mjs';
import { checkFormatNames, checkNames } from './overlay_gate.mjs';
import { applyPatches } from './overlay_patches.mjs';
import { nearest } from './nearest.mjs';
import { applyPackagedArtifacts } from './packaged_artifacts.mjs';
import { applySamProperties } from './sam_properties.mjs';

export { OverlayError } from './overlay_reader.mjs';

// Changes `facts` {types: Map, schemas, tables} in place. `program`: the names of program_names.mjs.
export function applyOverlays(facts, folder, program) {
  const read = (kind) => readOverlayFolder(join(folder, kind), folder);
  const files = Object.fromEntries(['types', 'resources', 'formats', 'schemas', 'tables'].map((kind) => [kind, read(kind)]));
  for (const file of files.tables) addTables(facts, file);
  for (const file of [...files.tables, ...files.resources]) addDate(facts, file);
  // Formats that compare references alone have no row in the program.
  const formats = files.formats.flatMap((file) => Object.entries(file.value)).filter(([, fact]) => fact?.anyOf === undefined);
  const names = {
    rules: new Set(program.rules), functions: new Set(program.functions),
    formats: new Set([...program.formats, ...formats.map(([name]) => name)]), tables: new Set(Object.keys(facts.tables)),
  };
  for (const file of files.types) checkNames(file, names, true);
  for (const file of files.resources) checkNames(file, names, true);
  for (const file of files.schemas) checkNames(file, names, false);
  for (const file of files.formats) checkFormatNames(file, names);
  for (const file of files.types) addTypes(facts, file);
  for (const file of files.resources) applyPatches(facts, file);
  for (const file of files.tables.filter(({ name }) => name.endsWith('/packaged-artifacts.yaml'))) applyPackagedArtifacts(facts, file);
  const index = new NameIndex(facts.types);
  for (const file of files.formats) applyFormats(facts, file, index);
  for (const file of files.schemas) addSchemas(facts, file);
  for (const file of read('sam').filter(({ name }) => name.endsWith('/properties.yaml'))) applySamProperties(facts, file);
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

// tables/*.yaml: {source, sets: {name: [text]}, values: {key: text or list of texts}}; the file's name is the table's.
// "$name" in a list stands for the texts of that set.
function addTables(facts, file) {
  const name = file.name.split('/').pop().slice(0, -'.yaml'.length);
  checkSource(file, [], file.value);
  const sets = file.value.sets ?? {};
  const texts = (value, path) => {
    const list = value === null ? [] : [].concat(value);
    return list.flatMap((item) => {
      if (!['string', 'number', 'boolean'].includes(typeof item)) file.fail(path, 'a value must be a text or a list of texts');
      if (!String(item).startsWith('$')) return String(item);
      const set = String(item).slice(1);
      if (sets[set] === undefined) file.fail(path, `there is no set ${set}${nearest(set, Object.keys(sets))}`);
      return texts(sets[set].filter((member) => member !== item), ['sets', set]);
    });
  };
  const table = {};
  for (const [key, value] of Object.entries(file.value.values ?? {})) table[key] = texts(value, ['values', key]);
  facts.tables[name] = { ...facts.tables[name], ...table };
}

// The table "fact-dates": file -> the day on which its facts were read, and the page. Of a file of patches the oldest day
// counts, and one without a day does not go stale.
function addDate(facts, file) {
  const entries = Object.entries(file.value).filter(([name]) => !name.startsWith('.')).map(([, entry]) => entry);
  const dated = [file.value, ...entries].filter((entry) => typeof entry?.date === 'string');
  if (dated.length === 0) return;
  const [oldest] = dated.sort((a, b) => (a.date < b.date ? -1 : 1));
  (facts.tables['fact-dates'] ??= {})[file.name] = [oldest.date, [].concat(oldest.source)[0]];
}
