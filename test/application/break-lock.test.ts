import { beforeEach, describe, expect, test } from 'vitest';
import {
  createBreakLock,
  type BreakOutcome,
  type ExpectedEpochs,
} from '../../shared/application/break-lock.ts';
import type { AuditEntry } from '../../shared/application/ports/audit-log.ts';
import type { JobStore } from '../../shared/application/ports/job-store.ts';
import type { LeaseStore } from '../../shared/application/ports/lease-store.ts';
import { Unavailable } from '../../shared/domain/errors.ts';
import type { Term } from '../../shared/domain/lease/lease.ts';
import { exampleTicket, hold, holderOf } from '../support/example-lock.ts';
import { MemoryAuditLog } from '../support/memory/memory-audit-log.ts';
import { createMemoryWorld, type MemoryWorld } from '../support/memory/memory-world.ts';

const BREAK = { author: 'ada', reason: 'The host is gone.', isTicketForgotten: false };
const FORGET = { ...BREAK, isTicketForgotten: true };

let world: MemoryWorld;
let term: Term;

beforeEach(async () => {
  world = createMemoryWorld('2026-03-01T06:00:30Z');
  term = await hold(world, 'sales', { notes: { ticket: exampleTicket() } });
});

type Parts = Partial<{
  readonly leases: Pick<LeaseStore, 'get' | 'break'>;
  readonly audit: MemoryAuditLog;
  readonly jobs: Pick<JobStore, 'get'>;
}>;

function breakSales(
  request = BREAK,
  { expected = [1], ...parts }: Parts & { readonly expected?: ExpectedEpochs } = {},
): Promise<BreakOutcome> {
  return createBreakLock({ ...world, ...parts })('sales', request, expected);
}

function outcomes(): string[] {
  return world.audit.entries.map(({ author, outcome }) => `${author} ${outcome}`);
}

/** Makes of the store one whose `break` is what the test says. */
function leasesWith(breaking: LeaseStore['break']): Pick<LeaseStore, 'get' | 'break'> {
  return { get: (resource) => world.leases.get(resource), break: breaking };
}

class AuditLogFailingAt extends MemoryAuditLog {
  readonly #failing: AuditEntry['outcome'];

  constructor(failing: AuditEntry['outcome']) {
    super();
    this.#failing = failing;
  }

  override async append(entry: AuditEntry): Promise<'appended' | 'already-there'> {
    if (entry.outcome === this.#failing) throw new Unavailable('Cosmos DB did not answer (429).');
    return super.append(entry);
  }
}

describe('breaking a held lock', () => {
  test('raises the epoch and frees it', async () => {
    const outcome = await breakSales();

    expect(outcome).toMatchObject({
      outcome: 'broken',
      lock: { lease: { epoch: 2, state: 'free' } },
      before: { epoch: 1, state: 'held' },
      isRecorded: true,
    });
  });

  test('refuses what the holder writes from then on', async () => {
    await breakSales();

    expect(await world.leases.writeNotes(term, {})).toBe('lost');
    expect(await world.leases.renew(term)).toBe('lost');
  });

  test('leaves its ticket to the next holder', async () => {
    await breakSales();

    expect((await world.leases.get('sales'))?.notes).toEqual({ ticket: exampleTicket() });
  });

  test('drops its ticket when that is asked for', async () => {
    await breakSales(FORGET);

    expect((await world.leases.get('sales'))?.notes).toEqual({});
  });

  test('logs what was asked before it breaks, and what was done after it', async () => {
    await breakSales(FORGET);

    const ticket = {
      runId: holderOf().runId,
      ...{ ticketId: 't-1', requestedAt: '2026-03-01T06:00:01.000Z' },
    };
    const before = { epoch: 1, state: 'held', holder: holderOf(), ticket };
    const common = { subject: 'lock:sales', action: 'break-and-forget-ticket', author: 'ada', before };
    expect(world.audit.entries).toEqual([
      expect.objectContaining({ ...common, outcome: 'asked', reason: 'The host is gone.' }),
      expect.objectContaining({ ...common, outcome: 'done', after: { epoch: 2, state: 'free' } }),
    ]);
  });
});

describe('breaking a lock that is not held', () => {
  test('takes an expired one from its holder for good', async () => {
    world.clock.moveTo('2026-03-01T06:05:00Z');

    expect(await breakSales()).toMatchObject({ outcome: 'broken', before: { state: 'expired' } });
    expect(await world.leases.renew(term)).toBe('lost');
  });

  test('is nothing to do for a free one', async () => {
    await world.leases.release(term);

    expect((await breakSales()).outcome).toBe('nothing-to-break');
    expect(outcomes()).toEqual([]);
  });

  test('drops the ticket of a free one', async () => {
    await world.leases.release(term);

    expect((await breakSales(FORGET)).outcome).toBe('broken');
    expect((await world.leases.get('sales'))?.notes).toEqual({});
  });

  test('is nothing to do for a free one whose ticket is dropped already', async () => {
    await world.leases.writeNotes(term, {});
    await world.leases.release(term);

    expect((await breakSales(FORGET)).outcome).toBe('nothing-to-break');
  });

  test('knows no lock that nobody has ever had', async () => {
    const breakLock = createBreakLock(world);

    expect((await breakLock('nobody', BREAK, [1])).outcome).toBe('not-found');
  });
});

describe('the epoch that a break names', () => {
  test('is required', async () => {
    expect((await createBreakLock(world)('sales', BREAK, undefined)).outcome).toBe('version-required');
  });

  test('may be one of several', async () => {
    expect((await breakSales(BREAK, { expected: [7, 1] })).outcome).toBe('broken');
  });

  test.each<readonly [readonly number[]]>([[[]], [[2]], [[2, 3]]])(
    'does nothing when it is not in %j',
    async (expected) => {
      expect(await breakSales(BREAK, { expected })).toEqual({
        outcome: 'version-mismatch',
        wasAskedBefore: false,
      });
      expect(await world.leases.renew(term)).toBe('renewed');
      expect(outcomes()).toEqual([]);
    },
  );

  test('keeps the next holder from losing a lock that was meant for the last', async () => {
    const leases = leasesWith(async (resource, options) => {
      await world.leases.release(term);
      await hold(world, 'sales', { holder: holderOf('other') });
      return world.leases.break(resource, options);
    });

    expect((await breakSales(BREAK, { leases })).outcome).toBe('version-mismatch');
    expect(await world.leases.get('sales')).toMatchObject({ state: 'held', holder: holderOf('other') });
    expect(outcomes()).toEqual(['ada asked', 'ada refused']);
  });
});

describe('the same break again', () => {
  test('finds that it was done, and is in the log once', async () => {
    await breakSales();

    expect(await breakSales()).toMatchObject({ outcome: 'broken', lock: { lease: { epoch: 2 } } });
    expect(outcomes()).toEqual(['ada asked', 'ada done']);
  });

  test('leaves the lock to the next holder', async () => {
    await breakSales();
    const next = await hold(world, 'sales', { holder: holderOf('other') });

    expect((await breakSales()).outcome).toBe('broken');
    expect(await world.leases.renew(next)).toBe('renewed');
  });

  test('breaks once when it comes ten times at once', async () => {
    const broken = await Promise.all(Array.from({ length: 10 }, () => breakSales()));

    expect(broken.every(({ outcome }) => outcome === 'broken')).toBe(true);
    expect((await world.leases.get('sales'))?.epoch).toBe(2);
    expect(outcomes()).toEqual(['ada asked', 'ada done']);
  });

  test('is another break when another person asks for it', async () => {
    await breakSales();

    expect(await breakSales({ ...BREAK, author: 'bob' })).toEqual({
      outcome: 'version-mismatch',
      wasAskedBefore: false,
    });
  });
});

describe('a break that is cut off', () => {
  test('before anything was asked has broken nothing', async () => {
    const audit = new AuditLogFailingAt('asked');

    await expect(breakSales(BREAK, { audit })).rejects.toThrow(Unavailable);

    expect(await world.leases.renew(term)).toBe('renewed');
  });

  test('before it broke anything goes on when it is asked for again', async () => {
    const leases = leasesWith(async () => {
      throw new Unavailable('Blob Storage did not answer.');
    });
    await expect(breakSales(BREAK, { leases })).rejects.toThrow(Unavailable);
    expect(outcomes()).toEqual(['ada asked']);

    expect((await breakSales()).outcome).toBe('broken');
    expect(outcomes()).toEqual(['ada asked', 'ada done']);
  });

  test('when it had broken the lock has its outcome once it is asked for again', async () => {
    await expect(breakSales(BREAK, { leases: leasesWith(breakAndFail) })).rejects.toThrow(Unavailable);
    expect(outcomes()).toEqual(['ada asked']);

    expect(await breakSales()).toMatchObject({ outcome: 'broken', lock: { lease: { epoch: 2 } } });
    expect(outcomes()).toEqual(['ada asked', 'ada done']);
    expect(world.audit.entries[1]?.before).toMatchObject({ epoch: 1, state: 'held' });
  });

  test('does nothing when somebody else has the lock by the time that it is asked for again', async () => {
    await expect(breakSales(BREAK, { leases: leasesWith(breakAndFail) })).rejects.toThrow(Unavailable);
    const next = await hold(world, 'sales', { holder: holderOf('other') });

    expect(await breakSales()).toEqual({ outcome: 'version-mismatch', wasAskedBefore: true });
    expect(await world.leases.renew(next)).toBe('renewed');
  });

  test('leaves a trace of its own, not of another who was cut off before', async () => {
    const leases = leasesWith(async () => {
      throw new Unavailable('Blob Storage did not answer.');
    });
    await expect(breakSales({ ...BREAK, author: 'bob' }, { leases })).rejects.toThrow(Unavailable);
    await expect(breakSales(BREAK, { leases: leasesWith(breakAndFail) })).rejects.toThrow(Unavailable);

    expect(outcomes()).toEqual(['bob asked', 'ada asked']);
  });

  test('before its outcome was logged is done all the same, and says so', async () => {
    const audit = new AuditLogFailingAt('done');

    expect(await breakSales(BREAK, { audit })).toMatchObject({ outcome: 'broken', isRecorded: false });
    expect(audit.entries.map(({ outcome }) => outcome)).toEqual(['asked']);
  });

  test('before it could look at the lock again has its outcome in the log', async () => {
    let looks = 0;
    const leases: Pick<LeaseStore, 'get' | 'break'> = {
      get: async (resource) => {
        looks += 1;
        if (looks > 1) throw new Unavailable('Blob Storage did not answer.');
        return world.leases.get(resource);
      },
      break: (resource, options) => world.leases.break(resource, options),
    };

    await expect(breakSales(BREAK, { leases })).rejects.toThrow(/is broken/);

    expect(outcomes()).toEqual(['ada asked', 'ada done']);
  });

  async function breakAndFail(...parameters: Parameters<LeaseStore['break']>): Promise<never> {
    await world.leases.break(...parameters);
    throw new Unavailable('Blob Storage did not answer.');
  }
});

test('a fault of the audit log that is no outage is not passed over', async () => {
  class BrokenAuditLog extends MemoryAuditLog {
    override async append(entry: AuditEntry): Promise<'appended' | 'already-there'> {
      if (entry.outcome === 'done') throw new TypeError('a fault');
      return super.append(entry);
    }
  }

  await expect(breakSales(BREAK, { audit: new BrokenAuditLog() })).rejects.toThrow(TypeError);
});
