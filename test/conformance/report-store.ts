import { createHash, randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { BlobStore } from '../../shared/application/ports/blob-store.ts';
import type {
  ReportCommit,
  ReportIdentity,
  ReportStore,
} from '../../shared/application/ports/report-store.ts';
import type { Term } from '../../shared/domain/lease/lease.ts';
import { isRunId, type RunId } from '../../shared/domain/run/run-id.ts';

/** A store whose container `reports` is there, what readers see of it, and what strangers put into it. */
export interface ReportStoreTarget {
  readonly store: ReportStore;
  readonly blobs: Pick<BlobStore, 'readText' | 'list'>;
  put(path: string, content: string): Promise<void>;
}

const FIRST = runIdOf('first');
const SECOND = runIdOf('second');

/** What the port promises: a report is there as a whole or not at all, and none replaces a later one. */
export function describeReportStore(name: string, connect: () => Promise<ReportStoreTarget>): void {
  describe(name, () => {
    let target: ReportStoreTarget;
    let store: ReportStore;
    let path: string;

    beforeAll(async () => {
      target = await connect();
      ({ store } = target);
    });

    // Each case has a path of its own.
    beforeEach(() => {
      path = `reports/${randomUUID()}/2026-03 größe.csv`;
    });

    async function collect(
      content: string,
      { runId = FIRST, term = termOf(1) }: { readonly runId?: RunId; readonly term?: Term } = {},
    ): Promise<ReportCommit> {
      const writer = await store.begin(path, term);
      await writer.write(Buffer.from(content));
      return writer.commit(identityOf(runId, content));
    }

    async function seen(): Promise<string | undefined> {
      return target.blobs.readText(path);
    }

    test('shows a report once it is committed', async () => {
      expect(await collect('a,b\n1,2\n')).toBe('committed');

      expect(await seen()).toBe('a,b\n1,2\n');
    });

    test('shows nothing before, neither to readers nor in lists', async () => {
      const writer = await store.begin(path, termOf(1));
      await writer.write(Buffer.from('a,b\n1,2\n'.repeat(10)));

      expect(await seen()).toBeUndefined();
      expect(await Array.fromAsync(target.blobs.list(path.slice(0, 40)))).toEqual([]);

      await writer.abandon();
      expect(await seen()).toBeUndefined();
    });

    test('shows the former report until the next one is committed', async () => {
      await collect('former');
      const writer = await store.begin(path, termOf(2));
      await writer.write(Buffer.from('next'));

      expect(await seen()).toBe('former');

      expect(await writer.commit(identityOf(SECOND, 'next'))).toBe('committed');
      expect(await seen()).toBe('next');
    });

    test('keeps every byte in its order, however it is cut', async () => {
      const rows = Array.from({ length: 400 }, (_, row) => `${row},${'x'.repeat(row % 17)}\n`);
      const writer = await store.begin(path, termOf(1));
      for (const row of rows) await writer.write(Buffer.from(row));

      expect(await writer.commit(identityOf(FIRST, rows.join('')))).toBe('committed');

      expect(await seen()).toBe(rows.join(''));
    });

    test('takes a chunk that its writer fills anew afterwards', async () => {
      const writer = await store.begin(path, termOf(1));
      const chunk = Buffer.from('first,');
      await writer.write(chunk);
      chunk.write('second');
      await writer.write(chunk);

      await writer.commit(identityOf(FIRST, 'first,second'));

      expect(await seen()).toBe('first,second');
    });

    test('takes a report without a byte', async () => {
      expect(await collect('')).toBe('committed');

      expect(await seen()).toBe('');
    });

    test('refuses to commit less than the whole', async () => {
      const writer = await store.begin(path, termOf(1));
      await writer.write(Buffer.from('half'));

      await expect(writer.commit(identityOf(FIRST, 'half and half'))).rejects.toThrow(
        'not written as a whole',
      );
      expect(await seen()).toBeUndefined();
    });

    test('knows the same report of the same run again, also under a later epoch', async () => {
      await collect('same');

      expect(await collect('same')).toBe('already-committed');
      expect(await collect('same', { term: termOf(2) })).toBe('already-committed');
      expect(await seen()).toBe('same');
    });

    test('lets a run replace its report by another one', async () => {
      await collect('one');

      expect(await collect('two')).toBe('committed');
      expect(await seen()).toBe('two');
    });

    test('refuses a report of an earlier epoch', async () => {
      await collect('new', { runId: SECOND, term: termOf(3) });

      expect(await collect('old', { term: termOf(2) })).toBe('superseded');
      expect(await seen()).toBe('new');
    });

    test('refuses a late report that was begun before the later one was committed', async () => {
      const late = await store.begin(path, termOf(1));
      await late.write(Buffer.from('old'));
      await collect('new', { runId: SECOND, term: termOf(2) });

      expect(await late.commit(identityOf(FIRST, 'old'))).toBe('superseded');
      expect(await seen()).toBe('new');
    });

    test('leaves alone what is no report, and the reports of other resources', async () => {
      await target.put(path, 'mine');
      expect(await collect('report')).toBe('path-taken');
      expect(await seen()).toBe('mine');

      path = `${path}-2`;
      await collect('theirs', { term: { ...termOf(1), resource: 'other' } });
      expect(await collect('report', { term: termOf(9) })).toBe('path-taken');
      expect(await seen()).toBe('theirs');
    });

    test('leaves alone what was put in the place of a report', async () => {
      await collect('report');
      await target.put(path, 'mine');

      expect(await collect('report')).toBe('path-taken');
      expect(await seen()).toBe('mine');
    });

    test('never fails to abandon, before a byte, twice and after the commit', async () => {
      const writer = await store.begin(path, termOf(1));
      await writer.abandon();
      await writer.abandon();

      const committed = await store.begin(path, termOf(1));
      await committed.commit(identityOf(FIRST, ''));
      await committed.abandon();
      expect(await seen()).toBe('');
    });
  });
}

function termOf(epoch: number): Term {
  return { resource: 'sales', leaseId: '00000000-0000-8000-8000-000000000000', epoch };
}

function identityOf(runId: RunId, content: string): ReportIdentity {
  return {
    runId,
    sha256: createHash('sha256').update(content).digest('hex'),
    sizeBytes: Buffer.byteLength(content),
    contentType: 'text/csv; charset=utf-8',
  };
}

function runIdOf(jobId: string): RunId {
  const runId = `${jobId}.20260301T060000Z`;
  if (!isRunId(runId)) throw new Error(`'${runId}' is no run id.`);
  return runId;
}
