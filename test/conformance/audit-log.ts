import { beforeEach, describe, expect, test } from 'vitest';
import type { AuditEntry, AuditLog } from '../../shared/application/ports/audit-log.ts';
import { InvalidInput } from '../../shared/domain/errors.ts';
import { at } from '../support/example-job.ts';
import { present } from '../support/present.ts';

const ASKED: AuditEntry = {
  subject: 'lock:sales',
  changeId: 'break-5-0123456789abcdef',
  outcome: 'asked',
  action: 'break',
  author: 'ada',
  reason: 'The host is gone.',
  at: at('2026-03-01T06:00:00.123Z'),
};

/** What every AuditLog has to do; `make` gives an empty one. */
export function describeAuditLog(make: () => Promise<AuditLog>): void {
  let audit: AuditLog;

  beforeEach(async () => {
    audit = await make();
  });

  async function listed(subject: string): Promise<readonly AuditEntry[]> {
    return (await audit.list(subject, { limit: 200 })).items;
  }

  describe('an audit log', () => {
    test('gives back what was appended', async () => {
      const entry = {
        ...ASKED,
        version: '"0000-1"',
        before: { epoch: 5, holder: { runId: 'a', attempt: 1 } },
        after: { epoch: 6, tickets: ['t-1'], none: null },
      };

      expect(await audit.append(entry)).toBe('appended');

      expect(await listed('lock:sales')).toEqual([entry]);
    });

    test('keeps the first of the same entry appended again', async () => {
      await audit.append(ASKED);

      const again = await audit.append({ ...ASKED, at: ASKED.at + 1000, author: 'bob' });

      expect(again).toBe('already-there');
      expect(await listed('lock:sales')).toEqual([ASKED]);
    });

    test('takes one of ten appended at the same time', async () => {
      const appended = await Promise.all(Array.from({ length: 10 }, () => audit.append(ASKED)));

      expect(appended.filter((outcome) => outcome === 'appended')).toHaveLength(1);
    });

    test('has the same change of two subjects apart', async () => {
      await audit.append(ASKED);

      expect(await audit.append({ ...ASKED, subject: 'lock:other' })).toBe('appended');
      expect(await listed('lock:sales')).toEqual([ASKED]);
    });

    test('tells what is known of one change, what was done last', async () => {
      const done = { ...ASKED, outcome: 'done' as const };
      const refused = { ...ASKED, outcome: 'refused' as const };
      for (const entry of [done, { ...ASKED, changeId: 'break-6' }, refused, ASKED]) {
        await audit.append(entry);
      }

      expect(await audit.entriesOf('lock:sales', ASKED.changeId)).toEqual([ASKED, refused, done]);
    });

    test('knows nothing of a change that was never asked for', async () => {
      await audit.append(ASKED);

      expect(await audit.entriesOf('lock:sales', 'break-6')).toEqual([]);
      expect(await audit.entriesOf('lock:other', ASKED.changeId)).toEqual([]);
    });

    test('lists the latest first', async () => {
      const later = { ...ASKED, changeId: 'break-4', at: ASKED.at + 1 };
      await audit.append(later);
      await audit.append(ASKED);

      expect(await listed('lock:sales')).toEqual([later, ASKED]);
    });

    test('lists the outcome before what was asked at the same instant', async () => {
      const done = { ...ASKED, outcome: 'done' as const };
      await audit.append(ASKED);
      await audit.append(done);

      expect(await listed('lock:sales')).toEqual([done, ASKED]);
    });

    test('lists page after page, also entries of one instant, with others appended meanwhile', async () => {
      for (const changeId of ['c', 'a', 'd', 'b']) await audit.append({ ...ASKED, changeId });

      const first = await audit.list('lock:sales', { limit: 3 });
      await audit.append({ ...ASKED, changeId: 'later', at: ASKED.at + 1 });
      const second = await audit.list('lock:sales', { limit: 3, cursor: present(first.nextCursor) });

      expect(first.items.map(({ changeId }) => changeId)).toEqual(['d', 'c', 'b']);
      expect(second).toEqual({ items: [{ ...ASKED, changeId: 'a' }] });
    });

    test('ends with a page that is full', async () => {
      await audit.append(ASKED);

      expect(await audit.list('lock:sales', { limit: 1 })).toEqual({ items: [ASKED] });
    });

    test('lists nothing of what was never changed', async () => {
      expect(await audit.list('lock:nothing', { limit: 3 })).toEqual({ items: [] });
    });

    test('refuses a cursor that no page gave', async () => {
      await expect(audit.list('lock:sales', { limit: 3, cursor: '%' })).rejects.toThrow(InvalidInput);
    });

    test('finds the entries of all subjects, or of one, the latest first', async () => {
      const later = { ...ASKED, subject: 'model:churn', at: ASKED.at + 1 };
      await audit.append(ASKED);
      await audit.append(later);

      expect(await audit.search({}, { limit: 5 })).toEqual({ items: [later, ASKED] });
      expect(await audit.search({ subject: 'lock:sales' }, { limit: 5 })).toEqual({ items: [ASKED] });
    });

    test.each([
      [{ kind: 'lock' }, ['a', 'c']],
      [{ kind: 'loc' }, []],
      [{ author: 'bob' }, ['b', 'c']],
      [{ from: ASKED.at + 1 }, ['b', 'c']],
      [{ to: ASKED.at + 2 }, ['a', 'b']],
      [{ subject: 'lock:sales', author: 'bob' }, ['c']],
    ])('finds what fits %j', async (search, changeIds) => {
      await audit.append({ ...ASKED, changeId: 'a' });
      await audit.append({ ...ASKED, changeId: 'b', subject: 'model:x', author: 'bob', at: ASKED.at + 1 });
      await audit.append({ ...ASKED, changeId: 'c', author: 'bob', at: ASKED.at + 2 });

      const { items } = await audit.search(search, { limit: 9 });

      expect(items.map(({ changeId }) => changeId).sort()).toEqual(changeIds);
    });

    test('finds each entry on one page, also those of several subjects with one name and instant', async () => {
      const subjects = ['lock:a', 'lock:b', 'lock:c', 'lock:d', 'lock:e'];
      for (const subject of subjects) await audit.append({ ...ASKED, subject });
      const found: string[] = [];

      let cursor: string | undefined;
      do {
        const page = await audit.search({}, { limit: 2, ...(cursor !== undefined && { cursor }) });
        found.push(...page.items.map(({ subject }) => subject));
        await audit.append({ ...ASKED, changeId: `later-${found.length}`, at: ASKED.at + 1 });
        cursor = page.nextCursor;
      } while (cursor !== undefined);

      expect(found.sort()).toEqual(subjects);
    });

    test('refuses to search with a cursor that no page gave', async () => {
      await expect(audit.search({}, { limit: 3, cursor: '%' })).rejects.toThrow(InvalidInput);
    });
  });
}
