// Reads overlay files and says where in them a fault lies.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { isMap, isSeq, LineCounter, parseDocument } from 'yaml';

export class OverlayError extends Error {}

// One YAML file: its value, and the lines its keys stand on.
export class OverlayFile {
  constructor(path, name) {
    this.name = name;
    this.lines = new LineCounter();
    this.document = parseDocument(readFileSync(path, 'utf8'), { lineCounter: this.lines, merge: true, uniqueKeys: true });
    if (this.document.errors.length > 0) throw new OverlayError(`${name}: ${this.document.errors[0].message}`);
    this.value = this.document.toJS({ maxAliasCount: -1 }) ?? {};
  }

  // Line of the key that `path` (keys and list positions) leads to, or of the nearest one above it.
  lineOf(path) {
    let node = this.document.contents;
    let offset = 0;
    for (const step of path) {
      if (node?.source !== undefined && node.resolve) node = node.resolve(this.document);
      const pair = isMap(node) ? node.items.find((item) => String(item.key.value ?? item.key) === String(step)) : undefined;
      if (pair) {
        offset = pair.key.range[0];
        node = pair.value;
      } else if (isSeq(node) && node.items[step]) {
        node = node.items[step];
        offset = node.range[0];
      } else {
        break;
      }
    }
    return this.lines.linePos(offset).line;
  }

  fail(path, what) {
    throw new OverlayError(`${this.name}:${this.lineOf(path)}: ${what}`);
  }
}

// All .yaml files below a folder: its own in order of their names, then those of its folders.
export function readOverlayFolder(folder, root = folder) {
  let entries;
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
  const files = [];
  for (const entry of entries.sort((a, b) => a.isDirectory() - b.isDirectory() || (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) files.push(...readOverlayFolder(path, root));
    else if (entry.name.endsWith('.yaml')) files.push(new OverlayFile(path, relative(join(root, '..', '..'), path)));
  }
  return files;
}

// Drops `source` and `note` of schemas: they are for the reader of the overlay.
export function withoutSources(value, isSchema = true) {
  if (Array.isArray(value)) return value.map((item) => withoutSources(item));
  if (value === null || typeof value !== 'object') return value;
  const result = {};
  for (const [key, member] of Object.entries(value)) {
    if (isSchema && (key === 'source' || key === 'note')) continue;
    const holdsNames = ['properties', 'patternProperties', 'definitions', 'attributes', 'dependentSchemas'].includes(key);
    const isData = ['enum', 'const', 'enumCaseInsensitive', 'examples', 'default'].includes(key);
    result[key] = isSchema && isData ? member : withoutSources(member, !(isSchema && holdsNames));
  }
  return result;
}

// `source` is the address of a page, or a list of them; `date` the day on which the facts were read there.
export function checkSource(file, path, value) {
  const sources = [].concat(value?.source ?? []);
  if (sources.length === 0) file.fail(path, 'the source is missing: name the documentation page that the facts come from');
  for (const source of sources) {
    if (typeof source !== 'string' || !/^https:\/\/[^\s]+$/.test(source)) {
      file.fail([...path, 'source'], `a source must be the address of a page: ${source}`);
    }
  }
  if (value.date !== undefined && !/^\d{4}-\d{2}-\d{2}$/.test(value.date)) file.fail([...path, 'date'], `a date is written 2026-01-31, not ${value.date}`);
}
