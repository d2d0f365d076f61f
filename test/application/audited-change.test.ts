import { beforeEach, describe, expect, test } from 'vitest';
import { createAuditedChange } from '../../shared/application/audited-change.ts';
import { createDeleteCalendar } from '../../shared/application/delete-calendar.ts';
import type { AuditEntry } from '../../shared/application/ports/audit-log.ts';
import { createReplanJobs } from '../../shared/application/replan-jobs.ts';
import { createSaveCalendar, type ExpectedVersions } from '../../shared/application/save-calendar.ts';
import { Unavailable, VersionConflict } from '../../shared/domain/errors.ts';
import { bankClosedOn } from '../support/example-calendar.ts';
import { MemoryAuditLog } from '../support/memory/memory-audit-log.ts';
import { createMemoryWorld, type MemoryWorld } from '../support/memory/memory-world.ts';

const ADA = { author: 'ada', reason: 'The bank said so.' };
const ASKED = { subject: 'key:k1', changeId: 'c1', action: 'revoke', actor: ADA };

let world: MemoryWorld;

beforeEach(() => {
  world = createMemoryWorld('2026-03-01T12:00:00Z');
});

/** `create asked`, the earliest first. */
function told(): string[] {
  return world.audit.entries.map(({ action, outcome }) => `${action} ${outcome}`);
}

/** Does not answer to entries with one of the outcomes. */
class AuditLogFailing extends MemoryAuditLog {
  readonly #outcomes: readonly string[];

  constructor(...outcomes: readonly string[]) {
    super();
    this.#outcomes = outcomes;
  }

  override append(entry: AuditEntry): Promise<'appended' | 'already-there'> {
    if (!this.#outcomes.includes(entry.outcome)) return super.append(entry);
    return Promise.reject(new Unavailable('The store did not answer.'));
  }
}

describe('auditedChange', () => {
  test('writes what is asked before the change, and what became of it afterwards', async () => {
    const audited = await world.auditedChange({ ...ASKED, before: { state: 'valid' } }, async () => {
      expect(told()).toEqual(['revoke asked']);
      return { result: 7, outcome: 'done', after: { state: 'revoked' } };
    });

    expect(audited).toEqual({ result: 7, isRecorded: true });
    expect(world.audit.entries[1]).toEqual({
      ...{ subject: 'key:k1', changeId: 'c1', action: 'revoke', ...ADA, outcome: 'done' },
      ...{ at: world.clock.now(), before: { state: 'valid' }, after: { state: 'revoked' } },
    });
  });

  test('makes no change that it cannot write down', async () => {
    const auditedChange = createAuditedChange({ ...world, audit: new AuditLogFailing('asked') });
    let isMade = false;

    const making = auditedChange(ASKED, async () => {
      isMade = true;
      return { result: 0, outcome: 'done' };
    });

    await expect(making).rejects.toThrow(Unavailable);
    expect(isMade).toBe(false);
  });

  test('says that a change was made whose outcome it cannot write down', async () => {
    const auditedChange = createAuditedChange({ ...world, audit: new AuditLogFailing('done') });

    const audited = await auditedChange(ASKED, async () => ({ result: 7, outcome: 'done' }));

    expect(audited).toEqual({ result: 7, isRecorded: false });
  });

  test('knows that a change was refused by the error that it throws', async () => {
    const making = world.auditedChange(ASKED, () => Promise.reject(new VersionConflict('k1')));

    await expect(making).rejects.toThrow(VersionConflict);
    expect(told()).toEqual(['revoke asked', 'revoke refused']);
  });

  test('claims neither of a change that may have been made or not', async () => {
    const making = world.auditedChange(ASKED, () => Promise.reject(new Unavailable('No answer.')));

    await expect(making).rejects.toThrow(Unavailable);
    expect(told()).toEqual(['revoke asked']);
  });

  test('has no reason where none was given', async () => {
    await world.auditedChange({ ...ASKED, actor: { author: 'ada' } }, async () => ({
      ...{ result: 0, outcome: 'done' },
    }));

    expect(world.audit.entries[0]).not.toHaveProperty('reason');
  });
});

describe('a change of a calendar', () => {
  function save(dates: readonly string[], expected?: ExpectedVersions) {
    const saveCalendar = createSaveCalendar({ ...world, replanJobs: createReplanJobs(world) });
    return saveCalendar(bankClosedOn(...dates), expected, ADA);
  }

  function remove(expected?: ExpectedVersions) {
    return createDeleteCalendar(world)('bank', expected, ADA);
  }

  test('is in the audit log, with what it was and is', async () => {
    await save(['2026-12-25']);
    await save(['2026-12-26'], '*');
    await remove();

    expect(told()).toEqual(
      ['create', 'replace', 'delete'].flatMap((action) => [`${action} asked`, `${action} done`]),
    );
    expect(world.audit.entries[3]).toMatchObject({
      ...{ subject: 'calendar:bank', ...ADA },
      before: { dates: ['2026-12-25'] },
      after: { dates: ['2026-12-26'] },
    });
    expect(world.audit.entries[5]).not.toHaveProperty('after');
  });

  test('that changes nothing is not in the audit log', async () => {
    await save(['2026-12-25']);
    await save(['2026-12-25'], '*');
    await save(['2026-12-26']);
    await save(['2026-12-26'], ['another']);
    await remove(['another']);

    expect(told()).toEqual(['create asked', 'create done']);
  });

  test('of ten at the same time has one that was done, and says that the others were refused', async () => {
    await save([]);
    const { version } = (await world.calendars.get('bank')) ?? { version: '' };

    await Promise.all(Array.from({ length: 10 }, (_each, day) => save([`2026-12-${day + 10}`], [version])));

    const replaced = told().filter((line) => line.startsWith('replace'));
    expect(replaced.filter((line) => line === 'replace done')).toHaveLength(1);
    expect(replaced.filter((line) => line === 'replace refused')).toHaveLength(
      replaced.filter((line) => line === 'replace asked').length - 1,
    );
  });
});
