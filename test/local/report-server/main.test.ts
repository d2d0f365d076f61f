import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, test } from 'vitest';
import { startReportServer } from '../../../local/report-server/start-report-server.ts';

const MAIN = resolve(import.meta.dirname, '../../../local/report-server/main.ts');

describe('npm run report-server', () => {
  let child: ChildProcess | undefined;

  afterEach(async () => {
    if (child?.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
  });

  function run(...args: string[]) {
    const running = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    child = running;
    return running;
  }

  test('prints its address, a line for each request and each change of load, and stops on Ctrl-C', async () => {
    const running = run('--port', '0', '--load-period-ms', '500');
    const exited = once(running, 'exit');
    const lines: string[] = [];
    for await (const line of createInterface({ input: running.stdout })) {
      lines.push(line);
      const origin = /Counters +(.*)\/stats/.exec(line)?.[1];
      if (origin !== undefined) await fetch(`${origin}/request_report?resource=loans`);
      if (line.includes('heavy load begins')) running.kill('SIGINT');
    }

    expect(await exited).toEqual([0, null]);
    expect(lines.some((line) => /^\d\d:\d\d:\d\d {2}request loans, offset 0: ticket "/.test(line))).toBe(
      true,
    );
    expect(lines.at(-1)).toBe('Stopping.');
  });

  test('ends with 1 and a sentence when its port is taken', async () => {
    const other = await startReportServer();
    const running = run('--port', String(other.port));
    const [, errors] = await Promise.all([once(running, 'exit'), text(running.stderr)]);
    await other.stop();

    expect(running.exitCode).toBe(1);
    expect(errors).toContain(`The port ${other.port} for the report server is in use`);
  });

  test('ends with 2 when an option makes no sense', async () => {
    const running = run('--rows', 'many');
    const [, errors] = await Promise.all([once(running, 'exit'), text(running.stderr)]);

    expect(running.exitCode).toBe(2);
    expect(errors).toBe("--rows must be a whole number; it is 'many'.\n");
  });
});
