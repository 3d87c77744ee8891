/** The path of the program for this platform. Throws when its package is not installed. */
export function programPath(): string;
