'use strict';
// Becomes the program as nearly as Node.js can: its streams, its exit status, its signals.

const { spawn } = require('node:child_process');
const { basename } = require('node:path');
const { programPath } = require('./program.js');

let program;
try {
  program = programPath();
} catch (error) {
  console.error(`virga: ${error.message}`);
  process.exit(1);
}
// By its name it knows whose arguments it is given.
const child = spawn(program, process.argv.slice(2), { stdio: 'inherit', argv0: basename(process.argv[1]) });
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
for (const signal of signals) process.on(signal, () => child.kill(signal));
child.on('error', (error) => {
  console.error(`virga: ${program} cannot be started: ${error.message}`);
  process.exit(1);
});
child.on('exit', (status, signal) => {
  if (signal === null) process.exit(status);
  for (const name of signals) process.removeAllListeners(name);
  process.kill(process.pid, signal);
});
