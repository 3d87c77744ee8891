// node --test: constraints are read from TypeScript declarations and land on the right properties.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { markReadOnly } from '../attributes.mjs';
import { addConstraints } from '../constraints.mjs';

const declaration = `import { Resource as $Resource } from "x";
/**
 * About it; a type Foo = { is mentioned.
 */
export type BThingProperties = {
    /**
     * A name.
     * @minLength \`1\`
     * @maxLength \`8\`
     * @pattern \`^a\u200bb[\r
          ]$\`
     */
    Name?: string;
    /**
     * @minLength \`2\`
     */
    List?: ("x" | "y")[];
    /**
     * @min \`-1\`
     * @max \`1.5\`
     */
    Size: number;
    Data?: Record<string, any>;
    Part?: Part;
    Inline?: {
        /**
         * @maxLength \`3\`
         */
        Deep?: string;
    };
};
export type Part = {
    /**
     * @pattern \`^\\d+$\`
     */
    Id: string;
    /**
     * @pattern \`^(?:[a-z]/\u200d*)*x$\`
     */
    Path: string;
};
export declare class BThing extends $Resource<"A::B::Thing", BThingProperties> {
}
`;

function constrained() {
  const folder = mkdtempSync(join(tmpdir(), 'virga-declarations-'));
  writeFileSync(join(folder, 'A-B-Thing.d.ts'), declaration);
  const document = {
    properties: {
      Name: { type: 'string' }, List: { type: 'array', items: { type: 'string' } }, Size: { type: 'number' },
      Data: { type: ['object', 'string'] }, Part: { $ref: '#/definitions/Part' },
      Inline: { type: 'object', properties: { Deep: { type: 'string' } } },
    },
    required: ['Name', 'Size'],
    definitions: { Part: { type: 'object', properties: { Id: { type: 'string' }, Path: { type: 'string' } } } },
    attributes: {},
  };
  addConstraints(new Map([['A::B::Thing', document]]), folder);
  rmSync(folder, { recursive: true });
  return document;
}

test('constraints follow the type of the property', () => {
  const { properties, definitions } = constrained();
  assert.deepEqual(properties.Name, { type: 'string', minLength: 1, maxLength: 8, pattern: '^ab[\\n]$' });
  assert.equal(properties.List.minItems, 2);
  assert.equal(properties.List.minLength, undefined);
  assert.equal(properties.Size.minimum, -1);
  assert.equal(properties.Size.maximum, 1.5);
  assert.equal(properties.Inline.properties.Deep.maxLength, 3);
  assert.equal(definitions.Part.properties.Id.pattern, '^\\d+$');
  assert.equal(definitions.Part.properties.Path.pattern, '^(?:[a-z]*/)*x$');
});

test('what the declaration calls optional is not required, and JSON is narrowed', () => {
  const document = constrained();
  assert.deepEqual(document.required, ['Size']);
  assert.equal(document.properties.Data.type, 'object');
});

test('attributes become read-only properties', () => {
  const document = {
    properties: { Name: { type: 'string' }, Secret: { $ref: '#/definitions/Secret' } },
    definitions: { Secret: { type: 'object', properties: { Arn: { type: 'string' }, Key: { type: 'string' } } } },
    attributes: { Name: { type: 'string' }, Arn: { type: 'string' }, 'Secret.Arn': { type: 'string' }, 'End.Port': { type: 'integer' } },
  };
  markReadOnly(new Map([['T', document]]));
  assert.equal(document.properties.Name.readOnly, undefined);
  assert.equal(document.properties.Arn.readOnly, true);
  assert.equal(document.definitions.Secret.properties.Arn.readOnly, true);
  assert.equal(document.definitions.Secret.properties.Key.readOnly, undefined);
  assert.deepEqual(document.properties.End.properties.Port, { type: 'integer', readOnly: true });
});
