// The gate of the overlays: names of rules, checks, formats and functions, and placeholders of messages, must be ones
// that the program knows. A misspelt one would compile and do nothing.
import { nearest } from './nearest.mjs';

// Keywords whose members are named by the user, and those whose value is data.
const holdsNames = new Set(['properties', 'patternProperties', 'definitions', 'attributes', 'dependentSchemas', 'related', 'add']);
const isData = new Set(['enum', 'const', 'enumCaseInsensitive', 'examples', 'default', 'values', 'sets']);

// Fails at the first name in the file that the program does not know.
export function checkNames(file, names, topHoldsNames) {
  const visit = (value, path, namesBelow) => {
    if (value === null || typeof value !== 'object') return;
    for (const [key, member] of Object.entries(value)) {
      const at = [...path, key];
      if (namesBelow || Array.isArray(value)) {
        visit(member, at, false);
      } else {
        if (!isData.has(key)) visit(member, at, holdsNames.has(key));
        checkKeyword(file, names, key, member, at);
      }
    }
  };
  visit(file.value, [], topHoldsNames);
}

// formats/*.yaml: a fact with `anyOf` names formats.
export function checkFormatNames(file, names) {
  for (const [title, fact] of Object.entries(file.value)) {
    (fact?.anyOf ?? []).forEach((format) => checkKeyword(file, names, 'format', format, [title, 'anyOf']));
  }
}

function checkKeyword(file, names, keyword, value, path) {
  const check = (known, kind, name) => {
    if (typeof name !== 'string' || known.has(name)) return;
    file.fail(path, `there is no ${kind} ${name}${nearest(name, known)}`);
  };
  if (keyword === 'rule') check(names.rules, 'rule', value);
  if (keyword === 'format') check(names.formats, 'format', value);
  if (keyword === 'checks') [].concat(value).forEach((name) => check(names.rules, 'rule', name));
  if (keyword === 'functions') [].concat(value).forEach((name) => check(names.functions, 'function', name));
  if (keyword === 'enumByRegion') check(names.tables, 'table', value);
  if (keyword === 'message' && typeof value === 'string') {
    const isPlaced = value.replace(/\{[A-Za-z][A-Za-z0-9.]*\}/g, '');
    if (/[{}]/.test(isPlaced)) file.fail(path, 'a brace in a message begins a placeholder: {value}, {name}, {problem}, {region} or a property');
  }
}
