import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Halves of the code that take about as long. In one process the types of both would not fit into memory. */
const HALVES = [
  ['shared', 'functions', 'cli', 'local', 'bench', 'infra'],
  ['web', 'test', '*.mjs'],
] as const;

const bin = join(dirname(createRequire(import.meta.url).resolve('eslint/package.json')), 'bin/eslint.js');

/** Checks one half, and gives its exit code. */
function lint(folders: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [bin, '--color', ...folders], { cwd: ROOT, stdio: 'inherit' });
    child.once('error', reject);
    child.once('exit', (code) => {
      resolve(code ?? 1);
    });
  });
}

/** `npm run check:lint`: both halves at once. */
const codes = await Promise.all(HALVES.map(lint));
process.exitCode = Math.max(...codes);
