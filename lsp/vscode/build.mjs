// Bundles the extension into dist/, or, with --tests, the tests into dist-test/.
import { build } from 'esbuild';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

const tests = process.argv.includes('--tests');
const out = tests ? 'dist-test' : 'dist';
rmSync(out, { recursive: true, force: true });
const result = await build({
  entryPoints: tests ? readdirSync('test').filter((name) => name.endsWith('.test.ts')).map((name) => `test/${name}`) : ['src/extension.ts'],
  outdir: out,
  bundle: true,
  platform: 'node',
  target: 'node18',
  format: 'cjs',
  external: ['vscode'],
  minify: !tests,
  sourcemap: tests ? 'inline' : false,
  metafile: true,
  logLevel: 'warning',
});

// The licenses of what was bundled.
if (!tests) {
  const packages = new Set(Object.keys(result.metafile.inputs).map((file) => /^(node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1]).filter(Boolean));
  const notices = [...packages].sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
    const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
    return `${name} ${version} (${license})\n\n${file ? readFileSync(`${folder}/${file}`, 'utf8') : ''}`;
  });
  writeFileSync('dist/LICENSES.txt', notices.join('\n----\n\n'));
}
