import { appendFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { BadUsage, exitWith, print } from '../../local/command-line.ts';
import { askHealth } from './health-answer.ts';
import { findLastGood } from './last-good.ts';
import { settle } from './settle.ts';
import { smokeTest, type Verdict } from './smoke-test.ts';

const USAGE = `npm run deploy -- settle --url URL [--timeout-seconds 600]
npm run deploy -- smoke-test --url URL --version VERSION [--timeout-seconds 600]
npm run deploy -- last-good --environment NAME     (in a workflow of GitHub; writes run-id to its output)`;

const CLOCK = { now: () => Date.now(), sleep: async (ms: number) => sleep(ms) };

/** What the workflows of a deployment call beside Azure's command line. */
async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      url: { type: 'string' },
      version: { type: 'string' },
      environment: { type: 'string' },
      'timeout-seconds': { type: 'string', default: '600' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    print(USAGE);
    return;
  }
  const timeoutMs = toSeconds(values['timeout-seconds']) * 1000;
  const ask = async () => askHealth(toUrl(values.url));
  switch (positionals.join(' ')) {
    case 'settle':
      toUrl(values.url);
      conclude(await settle({ ask, timeoutMs, clock: CLOCK }));
      break;
    case 'smoke-test':
      toUrl(values.url);
      conclude(await smokeTest({ ask, version: given('version', values.version), timeoutMs, clock: CLOCK }));
      break;
    case 'last-good':
      await tellLastGood(given('environment', values.environment));
      break;
    default:
      throw new BadUsage(USAGE);
  }
}

function conclude({ passed, words }: Verdict): void {
  print(words);
  if (!passed) process.exitCode = 1;
}

/** GitHub gives these to every step. */
async function tellLastGood(environment: string): Promise<void> {
  const from = (name: string) => given(name, process.env[name]);
  const runId = await findLastGood({
    ...{ api: from('GITHUB_API_URL'), repository: from('GITHUB_REPOSITORY'), token: from('GITHUB_TOKEN') },
    ...{ environment, branch: from('RELEASE_BRANCH') },
  });
  print(
    runId === undefined ? 'No package has been good there yet.' : `Run ${runId} keeps the last good package.`,
  );
  await appendFile(from('GITHUB_OUTPUT'), `run-id=${runId ?? ''}\n`);
}

function given(name: string, value: string | undefined): string {
  if (value === undefined || value === '') throw new BadUsage(`${name} is missing.\n${USAGE}`);
  return value;
}

function toUrl(text: string | undefined): string {
  const url = URL.parse(given('url', text));
  if (url === null || !/^https?:$/.test(url.protocol)) throw new BadUsage(`--url is no address.\n${USAGE}`);
  return url.href;
}

function toSeconds(text: string): number {
  const seconds = Number(text);
  if (Number.isInteger(seconds) && seconds > 0) return seconds;
  throw new BadUsage(`--timeout-seconds is a whole number above 0.\n${USAGE}`);
}

main().catch(exitWith);
