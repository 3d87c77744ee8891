/** What to say when the extension and the program are of different versions; undefined when they are not. */
export function versionMismatch(extension: string, program: string | undefined, path: string): string | undefined {
  if (program === undefined || program === extension) return undefined;
  const older = isOlder(program, extension);
  return (
    `Virga's extension is version ${extension}, but the program ${path} is version ${program}. ` +
    (older ? 'Update the program' : 'Update the extension') +
    ', or clear the setting virga.path to use the program that comes with the extension.'
  );
}

function isOlder(a: string, b: string): boolean {
  const [left, right] = [a, b].map((version) => version.split(/[.-]/).map((part) => Number.parseInt(part, 10) || 0));
  for (let i = 0; i < 3; ++i) {
    const difference = (left?.[i] ?? 0) - (right?.[i] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}
