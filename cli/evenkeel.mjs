#!/usr/bin/env node
// Runs the command line with a Node that can: the shell's may be older than the one the project brings.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath, URL } from 'node:url';

/** The first that runs TypeScript as it is. */
const NEEDED_MAJOR = 24;

const main = new URL('./main.ts', import.meta.url);

if (Number(process.versions.node.split('.')[0]) >= NEEDED_MAJOR) {
  await import(main.href);
} else {
  runWith(fileURLToPath(new URL('../node_modules/node/bin/node', import.meta.url)));
}

function runWith(node) {
  if (!existsSync(node)) {
    process.stderr.write(
      `error: Node.js ${NEEDED_MAJOR} is needed, this is ${process.version}. Run "npm install" first.\n`,
    );
    process.exit(1);
  }
  const child = spawn(node, [fileURLToPath(main), ...process.argv.slice(2)], { stdio: 'inherit' });
  // A terminal sends Ctrl-C to both: the command decides when it ends. Others reach only the one that was named.
  process.on('SIGINT', () => undefined);
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code ?? 1);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}
