import { Console } from 'node:console';
import { createWriteStream, mkdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Sends what the app writes to the console into `<folder>/app.log`, so that a command's own output stays
 * readable (and, with `--json`, parseable). Commands write to process.stdout themselves.
 *
 * @returns How to have the console back.
 */
export function captureConsole(folder: string): () => void {
  const before = globalThis.console;
  mkdirSync(folder, { recursive: true });
  const stream = createWriteStream(join(folder, 'app.log'), { flags: 'a' });
  globalThis.console = new Console({ stdout: stream, stderr: stream });
  return () => {
    globalThis.console = before;
    stream.end();
  };
}
