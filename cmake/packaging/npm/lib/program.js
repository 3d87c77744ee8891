'use strict';

const packages = { 'linux x64': '@virga/linux-x64', 'linux arm64': '@virga/linux-arm64' };

// The path of the program for this platform, which a package of its own carries.
exports.programPath = function programPath() {
  const platform = `${process.platform} ${process.arch}`;
  const name = packages[platform];
  if (name === undefined) throw new Error(`virga has no program for ${platform}; build it from its sources`);
  try {
    return require.resolve(`${name}/bin/virga`);
  } catch {
    const why = 'npm leaves it out with --omit=optional, or where the lock file was made on another platform';
    throw new Error(`the package ${name} is missing: ${why}; install virga again`);
  }
};
