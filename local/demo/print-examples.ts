import type { BlobServiceClient } from '@azure/storage-blob';
import type { Client } from '../client.ts';
import { registerExamples } from '../examples/register-examples.ts';
import { formatPsi } from '../format-run.ts';
import { atNearInstant } from '../near-instant.ts';
import { DemoRefused } from './demo-refused.ts';
import { printTable } from './print-table.ts';

const DEADLINE_MS = 2 * 60_000;

/** Registers the example models, waits for a scheduled run of each, and prints what they gave. */
export async function printExamples(connection: {
  readonly client: Client;
  readonly blobs: BlobServiceClient;
}): Promise<void> {
  const { client } = connection;
  process.stdout.write('Registering the example models.\n');
  // The next slot is a few seconds ahead: late enough for it to be a scheduled run like any other.
  const jobs = await atNearInstant(registerAt, { aheadMs: 2500 });
  async function registerAt(instant: number, asked: number) {
    const at = new Date(Math.round(instant / 1000) * 1000).toISOString();
    const registered = await registerExamples(connection, {
      jobIdPrefix: asked === 0 ? 'demo-' : `demo-${asked}-`,
      recurrences: [{ type: 'once', at }],
    });
    process.stdout.write(`${registered.length} jobs are due at ${at}.\n`);
    return registered;
  }
  const rows = await Promise.all(
    jobs.map(async ({ jobId, modelId }) => {
      const { state, result, failure } = await client.firstFinishedRun(jobId, DEADLINE_MS);
      if (result === undefined)
        throw new DemoRefused(`The run of '${jobId}' ${state}: ${failure?.message ?? ''}`);
      const worst = result.worstCharacteristics.slice(0, 3);
      const characteristics = worst.map(({ name, psi }) => `${name} ${formatPsi(psi)}`).join(', ');
      return [modelId, formatPsi(result.psi), result.band ?? 'n/a', characteristics];
    }),
  );
  printTable(['model', 'PSI', 'band', 'worst characteristics (CSI)'], rows);
}
