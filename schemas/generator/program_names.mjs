// node program_names.mjs --out FILE: the names of rules, formats and functions that the program knows, from the tables in
// its sources. Writes only when they change, so that the facts are not made anew for each edit of a rule.
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

// {rules, formats, functions}: lists of names. A unit test holds what the facts use of them against the tables themselves.
export function programNames(root) {
  const read = (path) => readFileSync(join(root, path), 'utf8');
  const rules = new Set();
  for (const family of readdirSync(join(root, 'rules'), { withFileTypes: true })) {
    if (!family.isDirectory() || family.name === 'engine') continue;
    for (const file of readdirSync(join(root, 'rules', family.name)).filter((name) => name.endsWith('.cpp'))) {
      for (const [, id] of read(`rules/${family.name}/${file}`).matchAll(/\{\s*"([EWIV]\d{4})"\s*,/g)) rules.add(id);
    }
  }
  const rows = read('rules/formats/rules.cpp');
  const formats = [...rows.matchAll(/\{\s*"([^"]+)",\s*"[EWIV]\d{4}",\s*\w+,/g)].map(([, name]) => name);
  const functions = [...read('compiler/syntax/node.cpp').matchAll(/\{Function::\w+, "([^"]+)"\}/g)].map(([, name]) => name);
  const names = { rules: [...rules].sort(), formats, functions };
  for (const [kind, list] of Object.entries(names)) {
    if (list.length === 0) throw new Error(`no ${kind} were found in the sources: has the form of their tables changed?`);
  }
  return names;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const out = process.argv[process.argv.indexOf('--out') + 1];
  const text = JSON.stringify(programNames(join(dirname(fileURLToPath(import.meta.url)), '../..')));
  if (!existsSync(out) || readFileSync(out, 'utf8') !== text) writeFileSync(out, text);
}
