// Reads the TypeScript declarations of @awboost/cfn-resource-types: their JSDoc holds the constraints
// (pattern, lengths, ranges) that the service spec leaves out.
import { readFileSync } from 'node:fs';

const token = /\/\*\*([\s\S]*?)\*\/|("(?:[^"\\]|\\.)*")|([A-Za-z_$][\w$]*)|(\d+)|([{}()[\]<>|;:?,=&.])|\S/g;

// Returns Map of type name ("FooProperties", "Foo") -> shape. A shape is
// {kind: object, members: {name: {optional, notes, shape}}} | {kind: array, items} | {kind: map, values} |
// {kind: union, options} | {kind: name, name} | {kind: literal, value}.
export function readDeclarations(file) {
  const tokens = [...readFileSync(file, 'utf8').matchAll(token)].map((match) => ({
    comment: match[1], literal: match[2], text: match[0],
  }));
  return new Reader(tokens).readFile();
}

class Reader {
  constructor(tokens) {
    this.tokens = tokens;
    this.at = 0;
  }

  peek() {
    return this.tokens[this.at]?.text;
  }

  accept(text) {
    if (this.peek() !== text) return false;
    this.at += 1;
    return true;
  }

  readFile() {
    const types = new Map();
    while (this.at < this.tokens.length) {
      if (this.peek() === 'type' && this.tokens[this.at + 2]?.text === '=') {
        const name = this.tokens[this.at + 1].text;
        this.at += 3;
        types.set(name, this.readUnion());
      } else if (this.peek() === 'class') {
        break;
      } else {
        this.at += 1;
      }
    }
    return types;
  }

  readUnion() {
    this.accept('|');
    const options = [this.readSuffixed()];
    while (this.accept('|') || this.accept('&')) options.push(this.readSuffixed());
    return options.length === 1 ? options[0] : { kind: 'union', options };
  }

  readSuffixed() {
    let shape = this.readPrimary();
    while (this.peek() === '[' && this.tokens[this.at + 1]?.text === ']') {
      this.at += 2;
      shape = { kind: 'array', items: shape };
    }
    return shape;
  }

  readPrimary() {
    while (this.tokens[this.at]?.comment !== undefined) this.at += 1;
    const { text, literal } = this.tokens[this.at++] ?? {};
    if (literal !== undefined) return { kind: 'literal', value: JSON.parse(literal) };
    if (/^\d+$/.test(text)) return { kind: 'literal', value: Number(text) };
    if (text === '{') return this.readObject();
    if (text === '(') {
      const shape = this.readUnion();
      this.accept(')');
      return shape;
    }
    if (text === 'Record' && this.accept('<')) {
      this.readUnion();
      this.accept(',');
      const values = this.readUnion();
      this.accept('>');
      return { kind: 'map', values };
    }
    return { kind: 'name', name: text };
  }

  readObject() {
    const members = {};
    let notes = '';
    while (this.at < this.tokens.length && !this.accept('}')) {
      const { comment, text, literal } = this.tokens[this.at++];
      if (comment !== undefined) {
        notes = comment;
      } else if (this.peek() === ':' || this.peek() === '?') {
        const optional = this.accept('?');
        this.accept(':');
        const name = literal === undefined ? text : JSON.parse(literal);
        members[name] = { optional, notes: constraints(notes), shape: this.readUnion() };
        notes = '';
      }
    }
    return { kind: 'object', members };
  }
}

// "@minLength `3`" -> {minLength: 3}. A star-slash in a pattern would end the comment, so the package swaps its two
// characters around a zero-width joiner; and it breaks lines where the pattern has a newline. Both are undone.
function constraints(comment) {
  const found = {};
  for (const match of comment.matchAll(/@(minLength|maxLength|min|max|pattern) `([\s\S]*?)`\s*(?=\n\s*\*\s*@|\n\s*$|$)/g)) {
    const [, name, value] = match;
    if (name === 'pattern') {
      found.pattern = value.replace(/\/\u200d\*/g, '*/').replace(/[\u200b-\u200d\ufeff]/g, '').replace(/\r?\n\s*/g, '\\n');
    } else if (Number.isFinite(Number(value))) {
      found[name] = Number(value);
    }
  }
  return found;
}
