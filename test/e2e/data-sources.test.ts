import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { Client, type RunAnswer } from '../../local/client.ts';
import { startStack, type Stack } from '../../local/stack.ts';
import { fileOf } from '../support/parquet-file.ts';
import { atNearInstant } from '../../local/near-instant.ts';
import { onceAt, uploadBytes } from '../support/stack-data.ts';
import { STRICT } from '../support/strict.ts';
import { storageAccount } from '../support/storage-account.ts';
import { PATIENCE_MS } from '../support/patience.ts';

const ROWS = 2_000;
const HOUR_MS = 3_600_000;

/** Scores 0.0 … 199.9 of two channels, moved for the channel `web` alone. */
function rows(shift = 0): { score: string; channel: string; at: string }[] {
  return Array.from({ length: ROWS }, (_, index) => {
    const channel = index % 2 === 0 ? 'web' : 'shop';
    const score = index / 10 + (channel === 'web' ? shift : 0);
    return { score: score.toFixed(1), channel, at: new Date(index * 1000).toISOString() };
  });
}

function csv(shift = 0, delimiter = ',', point = '.'): string {
  const lines = rows(shift).map(({ score, channel, at }) =>
    [score.replace('.', point), channel, at].join(delimiter),
  );
  return [['score', 'channel', 'at'].join(delimiter), ...lines, ''].join('\n');
}

async function parquet(shift: number): Promise<Uint8Array> {
  const score = `i / 10.0 + CASE WHEN i % 2 = 0 THEN ${shift} ELSE 0 END`;
  return fileOf(
    `SELECT round(${score}, 1)::DOUBLE AS score, CASE WHEN i % 2 = 0 THEN 'web' ELSE 'shop' END AS channel, '' AS at FROM range(${ROWS}) t(i)`,
  );
}

describe('current data on the local stack', () => {
  let stack: Stack;
  let client: Client;
  let jobCount = 0;

  beforeAll(async () => {
    stack = await startStack({ storage: await storageAccount(), strict: STRICT });
    client = new Client(stack.url);
    await upload('baselines/d.csv', csv());
  });

  afterAll(() => stack.stop());

  async function upload(path: string, content: string | Uint8Array): Promise<void> {
    await uploadBytes(stack, path, typeof content === 'string' ? Buffer.from(content) : content);
  }

  /** Schedules a job over this data, due in a second, and waits for its run. */
  async function measure(
    current: unknown,
    task: object = {},
    recurrenceAt: (at: number) => object = onceAt,
  ): Promise<RunAnswer> {
    jobCount += 1;
    const jobId = `data-${jobCount}`;
    const job = {
      ...{ jobId, kind: 'stability', valueStream: 'tests' },
      task: { modelId: 'd', baseline: 'baselines/d.csv', current, scoreColumn: 'score', ...task },
    };
    await atNearInstant((at) => client.scheduleJob({ ...job, recurrences: [recurrenceAt(at)] }));
    return client.firstFinishedRun(jobId, PATIENCE_MS);
  }

  // Beside each other: mostly they wait, for their slots and for data that come late or never.
  test.concurrent(
    'give the same index as CSV, gzip, Parquet, in another dialect and in several files',
    async () => {
      const text = csv(60);
      const [header = '', ...lines] = text.trimEnd().split('\n');
      await upload('datasets/plain.csv', text);
      await upload('datasets/packed', gzipSync(text));
      await upload('datasets/columns.parquet', await parquet(60));
      await upload('datasets/european.csv', csv(60, ';', ','));
      await upload('datasets/parts/1.csv', [header, ...lines.slice(0, 700), ''].join('\n'));
      await upload('datasets/parts/2.csv.gz', gzipSync([header, ...lines.slice(700), ''].join('\n')));
      await upload('datasets/parts/_SUCCESS', 'no data');

      const runs = await Promise.all([
        measure('datasets/plain.csv'),
        measure('datasets/packed'),
        measure('datasets/columns.parquet', { characteristics: ['channel'] }),
        measure({
          path: 'datasets/european.csv',
          format: { type: 'csv', delimiter: ';', decimalComma: true },
        }),
        measure('datasets/parts/'),
        measure('datasets/parts/*.csv*'),
      ]);

      expect(runs.map(({ state }) => state)).toEqual(runs.map(() => 'succeeded'));
      const [first] = runs;
      expect(first.result?.psi).toBeGreaterThan(0.1);
      expect(new Set(runs.map(({ result }) => result?.psi)).size).toBe(1);
    },
  );

  test.concurrent('are found by the date of the run’s data interval', async () => {
    // An hourly job's interval starts an hour before its slot, which may be on the other side of a full hour.
    for (const ms of [Date.now() - HOUR_MS, Date.now() - HOUR_MS + 300_000]) {
      const [, year, month, day, hour] = /^(\d+)-(\d+)-(\d+)T(\d+)/.exec(new Date(ms).toISOString()) ?? [];
      await upload(`datasets/scores/${year}/${month}/${day}/${hour}.csv`, csv());
    }

    const run = await measure('datasets/scores/{yyyy}/{MM}/{dd}/{HH}.csv', {}, (at) => ({
      ...{ type: 'interval', everySeconds: 3600, anchorAt: new Date(at).toISOString() },
      endAt: new Date(at + 1).toISOString(),
    }));

    expect(run).toMatchObject({ state: 'succeeded', result: { psi: 0 } });
  });

  test.concurrent('are waited for until they come', async () => {
    const late = measure('datasets/late.csv', { readiness: { deadlineSeconds: 60, pollSeconds: 5 } });
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    await upload('datasets/late.csv', csv());

    expect(await late).toMatchObject({ state: 'succeeded', result: { psi: 0 } });
  });

  test.concurrent('that do not come before the deadline fail the run with that reason', async () => {
    const run = await measure('datasets/never.csv', {
      readiness: { deadlineSeconds: 2, pollSeconds: 5 },
    });

    expect(run).toMatchObject({ state: 'failed', failure: { reason: 'data-not-ready' } });
    expect(run.failure?.message).toContain('datasets/never.csv');
  });

  test('that cannot be read are named with file and line, and leave the last result as it was', async () => {
    await upload('datasets/good.csv', csv());
    const good = await measure('datasets/good.csv');
    await upload('datasets/bad/1.csv', csv());
    await upload('datasets/bad/2.csv', 'score,channel,at\n1,web,x\n2,web\n');
    const bad = await measure('datasets/bad/');

    expect(bad).toMatchObject({ state: 'failed', failure: { reason: 'current-not-readable' } });
    expect(bad.failure?.message).toContain('datasets/bad/2.csv');
    expect(bad.failure?.message).toContain('3');
    await expect
      .poll(() => stabilityOf('d'), { timeout: PATIENCE_MS })
      .toContainEqual(expect.objectContaining({ runId: good.runId }));
    expect(await stabilityOf('d')).not.toContainEqual(expect.objectContaining({ runId: bad.runId }));
  });

  test('are measured by segment against a registered baseline, as JSON and CSV', async () => {
    const registered = await fetch(`${stack.url}/api/models/segments/baselines`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        source: 'baselines/d.csv',
        columns: ['score'],
        bins: {
          segmentBy: ['channel'],
          columns: { score: { binning: { method: 'fixed-edges', edges: [50, 100, 150] } } },
        },
      }),
    });
    expect(registered.status).toBe(201);
    const { baselineId, version } = z
      .object({ baselineId: z.string(), version: z.number() })
      .parse(await registered.json());
    expect(version).toBe(1);
    await upload('datasets/segments.csv', csv(60));

    const run = await measure('datasets/segments.csv', {
      ...{ modelId: 'segments', baseline: { baselineId } },
      ...{ rule: 'threshold', consecutive: { k: 1, n: 2 } },
    });

    expect(run).toMatchObject({ state: 'succeeded' });
    // The record is an effect of the result, and may come a moment after it.
    await expect.poll(() => stabilityOf('segments'), { timeout: PATIENCE_MS }).toHaveLength(1);
    const page = z
      .object({ items: z.array(z.object({ figures: z.array(z.looseObject({ psi: z.number() })) })) })
      .parse(await json('/api/models/segments/stability?characteristic=score&segment=*'));
    const [whole, shop, web] = page.items[0]?.figures ?? [];
    expect(shop).toMatchObject({ segment: { channel: 'shop' }, psi: 0, alarm: false });
    expect(web).toMatchObject({ segment: { channel: 'web' }, alarm: true });
    expect(web?.psi).toBeGreaterThan(whole?.psi ?? Infinity);
    const detail = await json(`/api/models/segments/stability/${run.runId}`);
    expect(detail).toMatchObject({ alarm: true, moved: [{ name: 'score', alarm: true }] });
    const table = await fetch(`${stack.url}/api/models/segments/stability/${run.runId}`, {
      headers: { accept: 'text/csv' },
    });
    expect(table.headers.get('content-type')).toContain('text/csv');
    expect((await table.text()).split('\r\n')).toHaveLength(5);
    expect(await json('/api/models')).toMatchObject({
      items: [
        { modelId: 'd', baselineCount: 2 },
        { modelId: 'segments', baselineCount: 1, latest: { alarm: true } },
      ],
    });
  });

  test('are compared with the window before, and only the rows of the window count', async () => {
    // Both are to be scheduled before it: the file has to be written first, as the times in it follow from the slots.
    const start = Date.now() + 6_000;
    const windows = [0, 1].map((index) => start + index * 2_000);
    const lines = windows.flatMap((end, index) =>
      rows(index * 60).map(
        ({ score, channel }) => `${score},${channel},${new Date(end - 1_000).toISOString()}`,
      ),
    );
    await upload('datasets/windows.csv', ['score,channel,at', ...lines, ''].join('\n'));
    jobCount += 1;
    const jobId = `data-${jobCount}`;

    await client.scheduleJob({
      ...{ jobId, kind: 'stability', valueStream: 'tests' },
      recurrences: [
        {
          ...{ type: 'interval', everySeconds: 2, anchorAt: new Date(start).toISOString() },
          endAt: new Date(start + 2_000).toISOString(),
        },
      ],
      policies: { overlap: 'buffer-all' },
      task: {
        ...{ modelId: 'windows', baseline: 'baselines/d.csv', current: 'datasets/windows.csv' },
        ...{ scoreColumn: 'score', characteristics: ['score'], timeColumn: 'at' },
        comparisons: [{ to: 'previous-window' }],
      },
    });
    await expect
      .poll(async () => (await client.listRuns(jobId)).filter(({ state }) => state === 'succeeded').length, {
        timeout: PATIENCE_MS,
      })
      .toBe(2);

    await expect.poll(() => stabilityOf('windows'), { timeout: PATIENCE_MS }).toHaveLength(2);
    const [second] = await client.listRuns(jobId);
    const detail = await json(`/api/models/windows/stability/${second?.runId}`);
    expect(detail).toMatchObject({
      currentRowCount: ROWS,
      leftOut: { outsideWindow: ROWS },
      comparisons: [{ reference: { to: 'previous-window' }, currentRowCount: ROWS }],
    });
  });

  async function stabilityOf(modelId: string): Promise<readonly unknown[]> {
    const answer = await json(`/api/models/${modelId}/stability`);
    return z.object({ items: z.array(z.unknown()) }).parse(answer).items;
  }

  async function json(path: string): Promise<unknown> {
    const response = await fetch(stack.url + path);
    return response.json();
  }
});
