import * as fs from 'node:fs';
import * as path from 'node:path';

export interface Program {
  readonly path: string;
  readonly origin: 'setting' | 'bundled' | 'PATH';
}

export interface Search {
  readonly setting: string;
  readonly extensionFolder: string;
  readonly workspaceFolder: string | undefined;
  readonly home: string;
  readonly searchPath: string;
  readonly windows: boolean;
}

/** The program to start: the setting's, else the bundled one, else one on the PATH. Undefined when there is none. */
export function findProgram(search: Search, isProgram = isExecutable): Program | undefined {
  const name = search.windows ? 'virga.exe' : 'virga';
  if (search.setting !== '') {
    let wanted = search.setting.replace(/^~(?=[/\\]|$)/, search.home);
    if (search.workspaceFolder !== undefined) wanted = wanted.replace('${workspaceFolder}', search.workspaceFolder);
    if (/[/\\]/.test(wanted) && !path.isAbsolute(wanted) && search.workspaceFolder !== undefined) {
      wanted = path.join(search.workspaceFolder, wanted);
    }
    // Named, so no other is started in its place: an error says that it is not there.
    if (/[/\\]/.test(wanted)) return { path: wanted, origin: 'setting' };
    return onPath(wanted, search, isProgram, 'setting') ?? { path: wanted, origin: 'setting' };
  }
  const bundled = path.join(search.extensionFolder, 'bin', name);
  if (isProgram(bundled)) return { path: bundled, origin: 'bundled' };
  return onPath(name, search, isProgram, 'PATH');
}

function onPath(name: string, search: Search, isProgram: (file: string) => boolean, origin: Program['origin']): Program | undefined {
  for (const folder of search.searchPath.split(search.windows ? ';' : ':')) {
    const candidate = path.join(folder, name);
    if (folder !== '' && isProgram(candidate)) return { path: candidate, origin };
  }
  return undefined;
}

function isExecutable(file: string): boolean {
  try {
    fs.accessSync(file, fs.constants.X_OK);
    return fs.statSync(file).isFile();
  } catch {
    return false;
  }
}
