import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildApp } from '../build.ts';
import { captureConsole } from '../capture-console.ts';
import { Client, RequestRefused } from '../client.ts';
import { startStack, type Stack } from '../stack.ts';
import { DemoRefused } from './demo-refused.ts';
import { checkOwnFiles, measureOwnFiles } from './own-files.ts';
import { printExamples } from './print-examples.ts';
import { printRun, toJson } from './print-run.ts';

const USAGE = `Usage: npm run demo
       npm run demo -- --baseline FILE.csv --current FILE.csv [--score COLUMN] [--json]
       With --no-build it runs the app as it was built last, which starts seconds sooner.
`;

/**
 * The whole path once, unattended: files to blob storage, a job by HTTP, a scheduled run through Service Bus
 * and Durable Functions, the result from the API.
 */
async function main(): Promise<void> {
  const options = readOptions();
  if (options.files !== undefined) await checkOwnFiles(options.files);
  const folder = mkdtempSync(join(tmpdir(), 'evenkeel-demo-'));
  captureConsole(folder);
  try {
    if (options.isToBuild) await buildApp();
    const stack = await startStack();
    try {
      await demonstrate(stack, options);
    } finally {
      await stack.stop();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Options {
  readonly files:
    { readonly baseline: string; readonly current: string; readonly score: string | undefined } | undefined;
  readonly json: boolean;
  readonly isToBuild: boolean;
}

async function demonstrate(stack: Stack, { files, json }: Options): Promise<void> {
  const connection = { client: new Client(stack.url), blobs: stack.blobs };
  if (files === undefined) {
    await printExamples(connection);
    return;
  }
  const run = await measureOwnFiles(connection, files);
  if (json) process.stdout.write(`${JSON.stringify(toJson(run))}\n`);
  else printRun(run);
}

function readOptions(): Options {
  const { values } = parseArgs({
    options: {
      baseline: { type: 'string' },
      current: { type: 'string' },
      score: { type: 'string' },
      json: { type: 'boolean', default: false },
      'no-build': { type: 'boolean', default: false },
    },
  });
  const { baseline, current, score, json } = values;
  const isToBuild = !values['no-build'];
  if (baseline === undefined && current === undefined) {
    if (score !== undefined || json) throw new DemoRefused(`--baseline and --current are missing.\n${USAGE}`);
    return { files: undefined, json, isToBuild };
  }
  if (baseline === undefined) throw new DemoRefused(`--baseline is missing.\n${USAGE}`);
  if (current === undefined) throw new DemoRefused(`--current is missing.\n${USAGE}`);
  return { files: { baseline, current, score }, json, isToBuild };
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${explain(error).trimEnd()}\n`);
    process.exit(1);
  },
);

/** One sentence for what a person can mend, the whole story for what they cannot. */
function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ('code' in error && error.code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') return `${error.message}\n${USAGE}`;
  const plain = error instanceof DemoRefused || error instanceof RequestRefused;
  return plain ? error.message : (error.stack ?? error.message);
}
