import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';

const require = createRequire(import.meta.url);

/**
 * Has Angular build the page in `root`'s folder `web` into `out`; its files are then in `out/browser`, and the licences of
 * its packages beside them. Throws with all that Angular said where it fails.
 */
export async function compilePage(root: string, out: string): Promise<void> {
  const cli = join(dirname(require.resolve('@angular/cli/package.json')), 'bin/ng.js');
  const args = [cli, 'build', '--configuration', 'production', '--output-path', out, '--progress', 'false'];
  const child = spawn(process.execPath, args, {
    cwd: join(root, 'web'),
    // It asks questions otherwise, of whoever sits before a terminal.
    env: { ...process.env, NG_CLI_ANALYTICS: 'false' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('exit', resolve);
  });
  const [said, complained, code] = await Promise.all([text(child.stdout), text(child.stderr), exited]);
  const report = `${said}${complained}`.trim();
  if (code !== 0) throw new Error(`The web page cannot be built:\n${report}`);
  // Each of its warnings begins so.
  if (report.includes('[WARNING]')) console.warn(report);
}
