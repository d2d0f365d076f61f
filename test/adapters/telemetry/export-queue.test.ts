import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  ExportQueue,
  type BatchExporter,
  type ExportLimits,
} from '../../../shared/adapters/telemetry/export-queue.ts';

const LIMITS: ExportLimits = {
  mostWaiting: 10,
  batchSize: 4,
  delayMs: 5_000,
  timeoutMs: 10_000,
  restMs: 30_000,
};

type Done = Parameters<BatchExporter<number>['export']>[1];

/** An exporter that answers when, and as, the test says. */
class ManualExporter implements BatchExporter<number> {
  readonly batches: number[][] = [];
  behaviour: 'take' | 'refuse' | 'hang' | 'throw' = 'take';
  isShutDown = false;

  export(items: number[], done: Done): void {
    this.batches.push(items);
    if (this.behaviour === 'throw') throw new Error('broken');
    if (this.behaviour === 'refuse') done({ code: 1, error: new Error('refused') });
    if (this.behaviour === 'take') done({ code: 0 });
  }

  async shutdown(): Promise<void> {
    this.isShutDown = true;
  }
}

describe('a queue of telemetry', () => {
  let exporter: ManualExporter;
  let queue: ExportQueue<number>;
  let reports: { lost: number; error: unknown }[];

  beforeEach(() => {
    vi.useFakeTimers();
    exporter = new ManualExporter();
    reports = [];
    queue = new ExportQueue(exporter, {
      ...{ name: 'otlp traces', limits: LIMITS },
      report: ({ lost, error }) => reports.push({ lost, error }),
      elapsed: () => Date.now(),
    });
  });

  afterEach(() => {
    vi.useRealTimers();
  });

  function addAll(count: number): void {
    for (let item = 1; item <= count; item += 1) queue.add(item);
  }

  test('sends what has come within five seconds together', async () => {
    queue.add(1);
    await vi.advanceTimersByTimeAsync(4_000);
    queue.add(2);
    expect(exporter.batches).toEqual([]);

    await vi.advanceTimersByTimeAsync(1_000);

    expect(exporter.batches).toEqual([[1, 2]]);
  });

  test('sends a full batch at once', async () => {
    addAll(4);
    await vi.advanceTimersByTimeAsync(0);

    expect(exporter.batches).toEqual([[1, 2, 3, 4]]);
  });

  test('has one batch under way at a time', async () => {
    exporter.behaviour = 'hang';
    addAll(9);
    await vi.advanceTimersByTimeAsync(9_000);

    expect(exporter.batches).toEqual([[1, 2, 3, 4]]);
  });

  test('loses what there is no room for, and says so in one line a minute', async () => {
    exporter.behaviour = 'hang';
    addAll(4);
    await vi.advanceTimersByTimeAsync(0);
    addAll(100_000);

    expect(reports).toMatchObject([{ lost: 1 }]);
    await vi.advanceTimersByTimeAsync(95_000);
    expect(reports).toHaveLength(2);
    expect(reports[1]?.lost).toBeGreaterThanOrEqual(99_989);
    expect(exporter.batches.flat().length).toBeLessThanOrEqual(4 + LIMITS.mostWaiting);
  });

  test.each(['refuse', 'throw'] as const)('leaves a receiver alone that has failed (%s)', async (how) => {
    exporter.behaviour = how;
    addAll(4);
    await vi.advanceTimersByTimeAsync(0);
    exporter.behaviour = 'take';
    addAll(4);
    await queue.flush();

    await vi.advanceTimersByTimeAsync(29_000);
    expect(exporter.batches).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(exporter.batches).toHaveLength(2);
    expect(reports).toMatchObject([{ lost: 4 }]);
  });

  test('gives up a batch that is not answered', async () => {
    exporter.behaviour = 'hang';
    addAll(4);
    await vi.advanceTimersByTimeAsync(10_000);

    expect(reports).toMatchObject([{ lost: 4, error: { message: 'Nothing was answered within 10000 ms.' } }]);
  });

  test('sends all that waits when it is asked to', async () => {
    addAll(3);
    await queue.flush();
    addAll(2);
    await queue.flush();

    expect(exporter.batches).toEqual([
      [1, 2, 3],
      [1, 2],
    ]);
  });

  test('tries once more when it is closed, and takes nothing afterwards', async () => {
    exporter.behaviour = 'refuse';
    addAll(4);
    await vi.advanceTimersByTimeAsync(0);
    exporter.behaviour = 'take';
    addAll(6);

    await queue.close();
    addAll(5);
    await vi.advanceTimersByTimeAsync(60_000);

    expect(exporter.batches.slice(1)).toEqual([
      [1, 2, 3, 4],
      [5, 6],
    ]);
    expect(exporter.isShutDown).toBe(true);
  });

  test('closes although nothing is answered', async () => {
    exporter.behaviour = 'hang';
    addAll(9);

    const closed = queue.close();
    await vi.advanceTimersByTimeAsync(20_000);

    await expect(closed).resolves.toBeUndefined();
    expect(exporter.isShutDown).toBe(true);
  });
});
