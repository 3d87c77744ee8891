// Bundles the extension into dist/, or, with --tests, the tests into dist-test/.
import { build } from 'esbuild';
import { readdirSync, rmSync } from 'node:fs';

const tests = process.argv.includes('--tests');
const out = tests ? 'dist-test' : 'dist';
rmSync(out, { recursive: true, force: true });
await build({
  entryPoints: tests ? readdirSync('test').filter((name) => name.endsWith('.test.ts')).map((name) => `test/${name}`) : ['src/extension.ts'],
  outdir: out,
  bundle: true,
  platform: 'node',
  target: 'node18',
  format: 'cjs',
  external: ['vscode'],
  minify: !tests,
  sourcemap: tests ? 'inline' : false,
  legalComments: 'linked',
  logLevel: 'warning',
});
