import { randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { LeaseStore } from '../../shared/application/ports/lease-store.ts';
import { LEASE_MS, type Term, type Ticket } from '../../shared/domain/lease/lease.ts';
import { isRunId, type RunAttempt } from '../../shared/domain/run/run-id.ts';

/** A store, and what makes time pass for it. */
export interface LeaseStoreTarget {
  readonly store: LeaseStore;
  now(): number;
  advance(ms: number): void;
}

const FIRST = attemptOf('first', 1);
const FIRST_AGAIN = attemptOf('first', 2);
const SECOND = attemptOf('second', 1);
const THIRD = attemptOf('third', 1);

/** What the port promises: at most one holder, a term's end, and epochs that rise. */
export function describeLeaseStore(name: string, connect: () => Promise<LeaseStoreTarget>): void {
  describe(name, () => {
    let target: LeaseStoreTarget;
    let store: LeaseStore;
    let resource: string;

    beforeAll(async () => {
      target = await connect();
      ({ store } = target);
    });

    // Each case has a resource of its own.
    beforeEach(() => {
      resource = `case.${randomUUID()}`;
    });

    async function acquire(holder: RunAttempt): Promise<Term> {
      const acquisition = await store.acquire(resource, holder);
      if (acquisition.outcome === 'held') throw new Error('It is held.');
      return acquisition.term;
    }

    /** A lease of the first that has expired and gone to the second, who is done with it. */
    async function lostAndReleased(): Promise<Term> {
      const lost = await acquire(FIRST);
      target.advance(LEASE_MS + 1_000);
      await store.release(await acquire(SECOND));
      return lost;
    }

    describe('acquire', () => {
      test('gives a resource that nobody has had, without notes', async () => {
        const acquisition = await store.acquire(resource, FIRST);

        expect(acquisition).toMatchObject({ outcome: 'acquired', term: { resource, epoch: 1 }, notes: {} });
      });

      test('refuses another while the lease lasts, and says who has it', async () => {
        await acquire(FIRST);

        expect(await store.acquire(resource, SECOND)).toMatchObject({
          outcome: 'held',
          lease: { resource, epoch: 1, state: 'held', holder: FIRST },
        });
      });

      test('refuses another attempt of the same run', async () => {
        await acquire(FIRST);

        expect(await store.acquire(resource, FIRST_AGAIN)).toMatchObject({ outcome: 'held' });
      });

      test('gives the holder its own lease again, with the same epoch', async () => {
        const term = await acquire(FIRST);

        expect(await acquire(FIRST)).toEqual(term);
      });

      test('lasts from the last acquisition', async () => {
        await acquire(FIRST);
        target.advance(LEASE_MS - 5_000);
        await acquire(FIRST);
        target.advance(LEASE_MS - 5_000);

        expect(await store.acquire(resource, SECOND)).toMatchObject({ outcome: 'held' });
      });

      test('gives a released lease to another at once, with the next epoch', async () => {
        await store.release(await acquire(FIRST));

        expect(await acquire(SECOND)).toMatchObject({ epoch: 2 });
      });

      test('gives an expired lease to another, with the next epoch', async () => {
        await acquire(FIRST);
        target.advance(LEASE_MS + 1_000);

        expect(await acquire(SECOND)).toMatchObject({ epoch: 2 });
      });

      test('gives a holder the same epoch after its lease expired and nobody came', async () => {
        const term = await acquire(FIRST);
        target.advance(LEASE_MS + 1_000);

        expect(await acquire(FIRST)).toEqual(term);
      });

      test('gives a holder a new epoch when another has had the lease in between', async () => {
        await lostAndReleased();

        expect(await acquire(FIRST)).toMatchObject({ epoch: 3 });
      });

      test('lets one of many have it, who come at the same time', async () => {
        const holders = Array.from({ length: 8 }, (_, index) => attemptOf(`many-${index}`, 1));

        const acquisitions = await Promise.all(holders.map((holder) => store.acquire(resource, holder)));

        expect(acquisitions.filter(({ outcome }) => outcome === 'acquired')).toHaveLength(1);
        expect(await store.get(resource)).toMatchObject({ epoch: 1, state: 'held' });
      });

      test('gives one holder that asks many times at once one term', async () => {
        await store.release(await acquire(SECOND));

        const terms = await Promise.all(Array.from({ length: 8 }, () => acquire(FIRST)));

        expect(new Set(terms.map(({ epoch }) => epoch))).toEqual(new Set([2]));
      });
    });

    describe('renew', () => {
      test('keeps others away for longer', async () => {
        const term = await acquire(FIRST);
        target.advance(LEASE_MS - 5_000);

        expect(await store.renew(term)).toBe('renewed');

        target.advance(LEASE_MS - 5_000);
        expect(await store.acquire(resource, SECOND)).toMatchObject({ outcome: 'held' });
      });

      test('takes up an expired lease that nobody else has had', async () => {
        const term = await acquire(FIRST);
        target.advance(LEASE_MS + 1_000);

        expect(await store.renew(term)).toBe('renewed');
        expect(await store.acquire(resource, SECOND)).toMatchObject({ outcome: 'held' });
      });

      test('is lost when another has the lease', async () => {
        const term = await acquire(FIRST);
        target.advance(LEASE_MS + 1_000);
        await acquire(SECOND);

        expect(await store.renew(term)).toBe('lost');
      });

      test('is lost when another has had it and is done', async () => {
        expect(await store.renew(await lostAndReleased())).toBe('lost');
      });

      test('is lost when another has had it and let it expire', async () => {
        const term = await acquire(FIRST);
        target.advance(LEASE_MS + 1_000);
        await acquire(SECOND);
        target.advance(LEASE_MS + 1_000);

        expect(await store.renew(term)).toBe('lost');
      });

      test('is lost for an earlier term of the holder who has it again', async () => {
        const former = await lostAndReleased();
        const present = await acquire(FIRST);

        expect(await store.renew(former)).toBe('lost');
        expect(await store.renew(present)).toBe('renewed');
      });

      test('is lost after a release, and for a resource that was never leased', async () => {
        const term = await acquire(FIRST);
        await store.release(term);

        expect(await store.renew(term)).toBe('lost');
        expect(await store.renew({ ...term, resource: `${resource}-other` })).toBe('lost');
      });
    });

    describe('notes', () => {
      test('are read as they were written, also after a renewal', async () => {
        const term = await acquire(FIRST);

        expect(await store.writeNotes(term, { ticket: ticketOf(FIRST) })).toBe('written');

        await store.renew(term);
        expect(await store.readNotes(term)).toEqual({ ticket: ticketOf(FIRST) });
      });

      test('hold what the ticket says, whatever its signs, and can be emptied', async () => {
        const term = await acquire(FIRST);
        const ticket = {
          ...ticketOf(FIRST),
          accepted: { ticketId: 'größe/%2F "\n', reportUrl: 'https://reports.example.com/ä?b=1' },
          answeredAt: 5,
        };

        await store.writeNotes(term, { ticket });
        expect(await store.readNotes(term)).toEqual({ ticket });

        await store.writeNotes(term, {});
        expect(await store.readNotes(term)).toEqual({});
      });

      test('are replaced only as they were read, where that is asked for', async () => {
        const term = await acquire(FIRST);
        const ticket = ticketOf(FIRST);
        const later = { ...ticket, requestedAt: ticket.requestedAt + 1 };

        expect(await store.writeNotes(term, { ticket }, { ifNotes: {} })).toBe('written');
        expect(await store.writeNotes(term, { ticket: later }, { ifNotes: {} })).toBe('changed');
        expect(await store.readNotes(term)).toEqual({ ticket });
        expect(await store.writeNotes(term, { ticket: later }, { ifNotes: { ticket } })).toBe('written');
        expect(await store.readNotes(term)).toEqual({ ticket: later });
      });

      test('are replaced by one of many who have read the same', async () => {
        const term = await acquire(FIRST);
        const writers = Array.from({ length: 5 }, (_, requestedAt) =>
          store.writeNotes(term, { ticket: { ...ticketOf(FIRST), requestedAt } }, { ifNotes: {} }),
        );

        const outcomes = await Promise.all(writers);

        expect(outcomes.filter((outcome) => outcome === 'written')).toHaveLength(1);
        expect(outcomes.filter((outcome) => outcome === 'changed')).toHaveLength(4);
      });

      test('as they were read are lost all the same when the term is over', async () => {
        const lost = await lostAndReleased();

        expect(await store.writeNotes(lost, {}, { ifNotes: {} })).toBe('lost');
      });

      test('are there for the next holder, after a release and after an expiry', async () => {
        const term = await acquire(FIRST);
        await store.writeNotes(term, { ticket: ticketOf(FIRST) });
        await store.release(term);

        expect(await store.acquire(resource, SECOND)).toMatchObject({ notes: { ticket: ticketOf(FIRST) } });
        target.advance(LEASE_MS + 1_000);
        expect(await store.acquire(resource, THIRD)).toMatchObject({ notes: { ticket: ticketOf(FIRST) } });
      });

      test('leave the epoch and the holder as they are', async () => {
        const term = await acquire(FIRST);

        await store.writeNotes(term, { ticket: ticketOf(FIRST) });

        expect(await store.get(resource)).toMatchObject({ epoch: 1, state: 'held', holder: FIRST });
        expect(await acquire(FIRST)).toEqual(term);
      });

      test('are refused under a lease that has expired, though nobody else has come', async () => {
        const term = await acquire(FIRST);
        target.advance(LEASE_MS + 1_000);

        expect(await store.writeNotes(term, { ticket: ticketOf(FIRST) })).toBe('lost');
        expect(await store.readNotes(term)).toBe('lost');
        expect(await store.get(resource)).toMatchObject({ notes: {} });
      });

      test('are refused when another has the lease, and its own stay', async () => {
        const term = await acquire(FIRST);
        target.advance(LEASE_MS + 1_000);
        const next = await acquire(SECOND);
        await store.writeNotes(next, { ticket: ticketOf(SECOND) });

        expect(await store.writeNotes(term, {})).toBe('lost');
        expect(await store.readNotes(term)).toBe('lost');
        expect(await store.readNotes(next)).toEqual({ ticket: ticketOf(SECOND) });
      });

      test('are refused to an earlier term of the holder who has the lease again', async () => {
        const former = await lostAndReleased();
        await acquire(FIRST);

        expect(await store.writeNotes(former, { ticket: ticketOf(FIRST) })).toBe('lost');
        expect(await store.readNotes(former)).toBe('lost');
        expect(await store.get(resource)).toMatchObject({ epoch: 3, notes: {} });
      });

      test('are refused after a release', async () => {
        const term = await acquire(FIRST);
        await store.release(term);

        expect(await store.writeNotes(term, { ticket: ticketOf(FIRST) })).toBe('lost');
      });

      test('are one of those that are written at the same time', async () => {
        const term = await acquire(FIRST);
        const tickets = [1, 2, 3].map((requestedAt) => ({ ...ticketOf(FIRST), requestedAt }));

        const written = await Promise.all(tickets.map((ticket) => store.writeNotes(term, { ticket })));

        expect(written).toEqual(['written', 'written', 'written']);
        expect(tickets.map((ticket) => ({ ticket }))).toContainEqual(await store.readNotes(term));
      });
    });

    describe('release', () => {
      test('is lost the second time, and when another has the lease', async () => {
        const term = await acquire(FIRST);

        expect(await store.release(term)).toBe('released');
        expect(await store.release(term)).toBe('lost');
        await acquire(SECOND);
        expect(await store.release(term)).toBe('lost');
        expect(await store.get(resource)).toMatchObject({ state: 'held', holder: SECOND });
      });

      test('by an earlier term of the holder who has the lease again leaves it alone', async () => {
        const former = await lostAndReleased();
        await acquire(FIRST);

        expect(await store.release(former)).toBe('lost');
        expect(await store.get(resource)).toMatchObject({ epoch: 3, state: 'held' });
      });
    });

    describe('get', () => {
      test('has nothing for a resource that was never leased', async () => {
        expect(await store.get(resource)).toBeUndefined();
      });

      test('shows who has the lease, since when, and the notes', async () => {
        const before = target.now();
        const term = await acquire(FIRST);
        await store.writeNotes(term, { ticket: ticketOf(FIRST) });

        const lease = await store.get(resource);

        expect(lease).toMatchObject({ resource, epoch: 1, state: 'held', holder: FIRST });
        expect(lease?.notes).toEqual({ ticket: ticketOf(FIRST) });
        // Azure's clock tells seconds.
        expect(lease?.acquiredAt).toBeGreaterThan(before - 1_500);
        expect(lease?.acquiredAt).toBeLessThanOrEqual(target.now());
      });

      test('shows an expired lease, and whose it was', async () => {
        await acquire(FIRST);
        target.advance(LEASE_MS + 1_000);

        expect(await store.get(resource)).toMatchObject({ epoch: 1, state: 'expired', holder: FIRST });
      });

      test('shows a released lease as free', async () => {
        await store.release(await acquire(FIRST));

        expect(await store.get(resource)).toMatchObject({ epoch: 1, state: 'free', holder: FIRST });
      });
    });

    describe('list', () => {
      test('gives every resource once, by name, whatever its state', async () => {
        const prefix = resource;
        for (const each of ['c', 'a', 'b']) {
          resource = `${prefix}-${each}`;
          const term = await acquire(FIRST);
          if (each === 'b') await store.release(term);
        }

        const leases = await Array.fromAsync(store.list());

        const own = leases.filter((lease) => lease.resource.startsWith(prefix));
        expect(own.map((lease) => [lease.resource, lease.state])).toEqual([
          [`${prefix}-a`, 'held'],
          [`${prefix}-b`, 'free'],
          [`${prefix}-c`, 'held'],
        ]);
      });
    });

    describe('break', () => {
      const KEPT = { isTicketForgotten: false };

      test('finds nothing where there was never a lease', async () => {
        expect(await store.break(resource, { ifEpoch: 0, ...KEPT })).toBe('not-found');
      });

      test('ends the term: nothing of it is taken any more', async () => {
        const term = await acquire(FIRST);

        expect(await store.break(resource, { ifEpoch: 1, ...KEPT })).toBe('broken');

        expect(await store.renew(term)).toBe('lost');
        expect(await store.writeNotes(term, {})).toBe('lost');
        expect(await store.release(term)).toBe('lost');
      });

      test('leaves the lease free, with the next epoch and no holder', async () => {
        await acquire(FIRST);
        await store.break(resource, { ifEpoch: 1, ...KEPT });

        const lease = await store.get(resource);

        expect(lease).toMatchObject({ epoch: 2, state: 'free' });
        expect(lease?.holder).toBeUndefined();
        expect(await acquire(SECOND)).toMatchObject({ epoch: 3 });
      });

      test('ends the term for the holder too, who may acquire anew', async () => {
        const former = await acquire(FIRST);
        await store.break(resource, { ifEpoch: 1, ...KEPT });

        expect(await acquire(FIRST)).toMatchObject({ epoch: 3 });
        expect(await store.writeNotes(former, {})).toBe('lost');
      });

      test.each([
        { isTicketForgotten: false, notes: { ticket: ticketOf(FIRST) } },
        { isTicketForgotten: true, notes: {} },
      ])(
        'keeps the ticket unless it is to be forgotten: $isTicketForgotten',
        async ({ isTicketForgotten, notes }) => {
          await store.writeNotes(await acquire(FIRST), { ticket: ticketOf(FIRST) });

          await store.break(resource, { ifEpoch: 1, isTicketForgotten });

          expect(await store.acquire(resource, SECOND)).toMatchObject({ outcome: 'acquired', notes });
        },
      );

      test('does nothing when another has the lease by now', async () => {
        await store.release(await acquire(FIRST));
        const term = await acquire(SECOND);

        expect(await store.break(resource, { ifEpoch: 1, ...KEPT })).toBe('changed');
        expect(await store.renew(term)).toBe('renewed');
      });

      test('forgets the ticket of a lease that is released or expired', async () => {
        const term = await acquire(FIRST);
        await store.writeNotes(term, { ticket: ticketOf(FIRST) });
        await store.release(term);

        expect(await store.break(resource, { ifEpoch: 1, isTicketForgotten: true })).toBe('broken');
        expect(await store.get(resource)).toMatchObject({ epoch: 2, state: 'free', notes: {} });

        await acquire(FIRST);
        target.advance(LEASE_MS + 1_000);
        expect(await store.break(resource, { ifEpoch: 3, isTicketForgotten: true })).toBe('broken');
        expect(await store.get(resource)).toMatchObject({ epoch: 4, state: 'free', notes: {} });
      });

      test('keeps an expired holder from taking its lease up again', async () => {
        const term = await acquire(FIRST);
        target.advance(LEASE_MS + 1_000);
        await store.break(resource, { ifEpoch: 1, ...KEPT });

        expect(await store.renew(term)).toBe('lost');
      });

      test('is done already when it is repeated, and spares who came after', async () => {
        await acquire(FIRST);
        await store.break(resource, { ifEpoch: 1, ...KEPT });

        expect(await store.break(resource, { ifEpoch: 1, ...KEPT })).toBe('broken');

        const term = await acquire(SECOND);
        expect(await store.break(resource, { ifEpoch: 1, ...KEPT })).toBe('changed');
        expect(await store.renew(term)).toBe('renewed');
      });

      test('by two at the same time raises the epoch once', async () => {
        await acquire(FIRST);

        const breaks = [1, 2].map(() => store.break(resource, { ifEpoch: 1, ...KEPT }));

        expect(await Promise.all(breaks)).toEqual(['broken', 'broken']);
        expect(await store.get(resource)).toMatchObject({ epoch: 2, state: 'free' });
      });
    });
  });
}

function attemptOf(jobId: string, attempt: number): RunAttempt {
  const runId = `${jobId}.20260301T060000Z`;
  if (!isRunId(runId)) throw new Error(`'${runId}' is no run id.`);
  return { runId, attempt };
}

function ticketOf({ runId }: RunAttempt): Ticket {
  return {
    runId,
    requestKey: 'GET https://reports.example.com/request_report?offset=0',
    requestedAt: 1,
    abandonAt: 2,
  };
}
