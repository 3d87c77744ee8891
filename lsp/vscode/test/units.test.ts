import assert from 'node:assert/strict';
import { test } from 'node:test';

import { findProgram } from '../src/binary';
import { shownExpansion } from '../src/expanded_text';
import { drawGraph, layers } from '../src/graph_layout';
import { versionMismatch } from '../src/versions';

const search = { setting: '', extensionFolder: '/ext', workspaceFolder: '/ws', home: '/me', searchPath: '/usr/bin:/opt/bin', windows: false };
const only = (...files: string[]) => (file: string) => files.includes(file);

test('the program: the setting, then the bundled one, then the PATH', () => {
  assert.deepEqual(findProgram(search, only('/ext/bin/virga', '/opt/bin/virga')), { path: '/ext/bin/virga', origin: 'bundled' });
  assert.deepEqual(findProgram(search, only('/opt/bin/virga')), { path: '/opt/bin/virga', origin: 'PATH' });
  assert.equal(findProgram(search, only()), undefined);
  assert.equal(findProgram({ ...search, setting: '~/virga' }, only('/ext/bin/virga'))?.path, '/me/virga');
  assert.equal(findProgram({ ...search, setting: 'build/virga' }, only())?.path, '/ws/build/virga');
  assert.equal(findProgram({ ...search, setting: '${workspaceFolder}/virga' }, only())?.path, '/ws/virga');
  assert.equal(findProgram({ ...search, setting: 'virga-next' }, only('/opt/bin/virga-next'))?.path, '/opt/bin/virga-next');
});

test('different versions are named, with what to update', () => {
  assert.equal(versionMismatch('0.1.0', '0.1.0', '/v'), undefined);
  assert.equal(versionMismatch('0.1.0', undefined, '/v'), undefined);
  assert.match(versionMismatch('0.10.0', '0.9.1', '/v') ?? '', /0\.10\.0.*\/v.*0\.9\.1.*Update the program/);
  assert.match(versionMismatch('0.1.0', '0.2.0', '/v') ?? '', /Update the extension/);
});

test('a node stands below all that need it, also where there is a circle', () => {
  const edges = [{ from: 'a', to: 'b' }, { from: 'b', to: 'c' }, { from: 'a', to: 'c' }, { from: 'c', to: 'b' }, { from: 'c', to: 'gone' }];
  const rows = layers({ nodes: [{ id: 'c' }, { id: 'b' }, { id: 'a' }], edges });
  assert.equal(rows.get('a'), 0);
  assert.notEqual(rows.get('b'), rows.get('c'));
});

test('names cannot become markup', () => {
  const svg = drawGraph({ nodes: [{ id: '<script>"', type: "A&'" }], edges: [], cycles: [['<script>"']] });
  assert.ok(!svg.includes('<script>'));
  assert.ok(svg.includes('&#60;script&#62;&#34;'));
  assert.ok(drawGraph({ nodes: [], edges: [] }).startsWith('<svg'));
});

test('an expansion that is not that of the source says so on its first line', () => {
  assert.equal(shownExpansion({ text: 'A: 1\n', isStale: false }, 'A: 0\n', false), 'A: 1\n');
  const stale = { text: 'A: 1\n', isStale: true, message: 'The template has syntax errors:\n  a quote is open' };
  assert.match(shownExpansion(stale, undefined, false), /^# Out of date: The template has syntax errors: a quote is open\. .*\nA: 1\n$/);
  assert.match(shownExpansion({ ...stale, text: '{}\n' }, undefined, true), /^\/\/ Out of date: .*\n{}\n$/);
  assert.match(shownExpansion({ message: 'Virga does not run' }, 'A: 1\n', false), /^# Out of date: Virga does not run\. .*\nA: 1\n$/);
  assert.equal(shownExpansion({ message: 'It is too large' }, undefined, false), '# It is too large\n');
});
