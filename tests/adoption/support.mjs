// What these tests share. VIRGA is the program under test; run them with `ctest -R adoption` or `node --test FILE`.
import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
export const virga = process.env.VIRGA ?? join(root, "build/release/virga");
export const build = process.env.VIRGA_BUILD ?? join(root, "build/release");

// `yaml`, from the packages that the build needs anyway.
export const YAML = createRequire(join(root, "schemas/package.json"))("yaml");

// A folder with virga, virga-cfn-lint and `stubs` (name to shell script) first on the PATH, and a folder to work in.
// It is gone when the test `t` is over.
export function workshop(t, stubs = {}) {
  const folder = mkdtempSync(join(tmpdir(), "virga-adoption-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const bin = join(folder, "bin");
  const work = join(folder, "work");
  mkdirSync(bin);
  mkdirSync(work);
  symlinkSync(virga, join(bin, "virga"));
  symlinkSync(virga, join(bin, "virga-cfn-lint"));
  for (const [name, script] of Object.entries(stubs)) {
    writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(bin, name), 0o755);
  }
  const env = {
    PATH: bin + delimiter + process.env.PATH,
    HOME: folder,
    LC_ALL: "C.UTF-8",
    RUNNER_TEMP: folder,
    SOURCE_DATE_EPOCH: "1795305600", // 2026-11-22
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_CONFIG_NOSYSTEM: "1",
  };
  return {
    folder,
    work,
    env,
    // {status, stdout, stderr} of a command without a shell.
    run(command, args, more = {}) {
      const done = spawnSync(command, args,
        { cwd: more.cwd ?? work, env: { ...env, ...more.env }, encoding: "utf8", input: more.input ?? "", timeout: 120_000 });
      if (done.error) throw done.error;
      return done;
    },
    bash(script, more = {}) {
      return this.run("bash", ["--norc", "-euo", "pipefail", "-c", script], more);
    },
    git(...args) {
      return execFileSync("git", ["-c", "user.name=T", "-c", "user.email=t@example.com", ...args],
        { cwd: work, env, encoding: "utf8" });
    },
    write(name, text) {
      mkdirSync(dirname(join(work, name)), { recursive: true });
      writeFileSync(join(work, name), text);
    },
    copy(from, to) {
      cpSync(join(root, from), join(work, to), { recursive: true });
    },
  };
}
