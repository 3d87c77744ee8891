// make.mjs VERSION OUT PLATFORM=PROGRAM…: packs the npm packages into OUT: virga, and @virga/PLATFORM for each program
// (linux-x64=build/release/virga). Nothing is published.
import { execFileSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "../../..");
const [version, out, ...programs] = process.argv.slice(2);
if (!/^\d+\.\d+\.\d+$/.test(version ?? "") || programs.length === 0) {
  console.error("usage: make.mjs VERSION OUT PLATFORM=PROGRAM…");
  process.exit(1);
}

const scratch = mkdtempSync(join(tmpdir(), "virga-npm-"));
process.on("exit", () => rmSync(scratch, { recursive: true, force: true }));
mkdirSync(out, { recursive: true });

// `fill` lays the files of the package into a folder and returns its package.json.
function pack(name, fill) {
  const folder = join(scratch, name.replace(/\W+/g, "-"));
  mkdirSync(folder, { recursive: true });
  for (const file of ["LICENSE", "NOTICE"]) cpSync(join(root, file), join(folder, file));
  writeFileSync(join(folder, "package.json"), `${JSON.stringify(fill(folder), null, 2)}\n`);
  const packed = execFileSync("npm", ["pack", "--silent", "--ignore-scripts", "--pack-destination", resolve(out)],
    { cwd: folder, encoding: "utf8" });
  console.log(join(out, packed.trim()));
}

const main = JSON.parse(readFileSync(join(here, "package.json"), "utf8"));
const platforms = {};
for (const word of programs) {
  const [platform, program] = word.split("=");
  const [os, cpu] = platform.split("-");
  const name = `@virga/${platform}`;
  platforms[name] = version;
  pack(name, (folder) => {
    mkdirSync(join(folder, "bin"));
    cpSync(program, join(folder, "bin/virga"), { dereference: true });
    chmodSync(join(folder, "bin/virga"), 0o755);
    writeFileSync(join(folder, "README.md"), `# ${name}\n\nThe program of the npm package virga for ${os} on ${cpu}.\n`);
    return { name, version, description: `Virga for ${os} on ${cpu}`, license: main.license, os: [os], cpu: [cpu],
      files: ["bin", "LICENSE", "NOTICE"], preferUnplugged: true };
  });
}
pack("virga", (folder) => {
  for (const part of ["bin", "lib", "README.md"]) cpSync(join(here, part), join(folder, part), { recursive: true });
  // The plugin for the AWS CDK, without its tests.
  const plugin = join(here, "cdk");
  if (existsSync(join(plugin, "index.js"))) {
    for (const file of ["index.js", "index.d.ts", "README.md"]) cpSync(join(plugin, file), join(folder, "cdk", file));
    main.exports["./cdk"] = { types: "./cdk/index.d.ts", default: "./cdk/index.js" };
  }
  return { ...main, version, optionalDependencies: platforms };
});
