import { beforeEach, describe, expect, test } from 'vitest';
import type { FleetMembers } from '../../shared/application/ports/fleet-members.ts';
import type { FleetProgressStore } from '../../shared/application/ports/fleet-progress-store.ts';
import type { FleetStore } from '../../shared/application/ports/fleet-store.ts';
import type { FleetWriter, FleetWriterStore } from '../../shared/application/ports/fleet-writer-store.ts';
import type { JobStore } from '../../shared/application/ports/job-store.ts';
import type { TemplateStore } from '../../shared/application/ports/template-store.ts';
import { InvalidInput, VersionConflict } from '../../shared/domain/errors.ts';
import type { FleetProgress } from '../../shared/domain/fleet/fleet-progress.ts';
import { NO_FLEET_COUNTS } from '../../shared/domain/fleet/fleet-progress.ts';
import type { Job } from '../../shared/domain/job/job.ts';
import { exampleFleet } from '../support/example-fleet.ts';
import { at, exampleJob } from '../support/example-job.ts';
import { present } from '../support/present.ts';

export interface FleetStores {
  readonly fleets: FleetStore;
  readonly fleetProgress: FleetProgressStore;
  readonly fleetWriters: FleetWriterStore;
  readonly templates: TemplateStore;
  readonly members: FleetMembers;
  readonly jobs: JobStore;
}

const ROUND = {
  ...{
    of: '1.1-0',
    generation: 1,
    startedAt: at('2026-03-01T00:00:00Z'),
    updatedAt: at('2026-03-01T00:01:00Z'),
  },
  ...{ position: 'm', counts: { ...NO_FLEET_COUNTS, created: 2 } },
  faults: [{ modelId: 'a', jobId: 'f--a', issues: [{ pointer: '/task', message: 'is missing' }] }],
};

const PROGRESS: FleetProgress = {
  fleetId: 'scores',
  round: ROUND,
  last: ROUND,
  command: {
    ...{ commandId: 'c', action: 'pause', author: 'ada', reason: 'Why.', runMissed: 'latest', position: 'm' },
    ...{ resumeAt: at('2026-03-02T00:00:00Z'), askedAt: at('2026-03-01T00:00:00Z') },
    ...{ counts: { jobs: 3, changed: 2, failed: 1 }, finishedAt: at('2026-03-01T00:02:00Z') },
  },
};

/** What the stores of fleets have to do; `make` gives empty ones. */
export function describeFleetStores(make: () => Promise<FleetStores>): void {
  let stores: FleetStores;

  beforeEach(async () => {
    stores = await make();
  });

  describe('fleets', () => {
    test('are given back as they were created, with everything that one may have', async () => {
      const selector = { tags: ['a'], owner: 'ada', modelIds: ['m'], idPrefix: 'm', exceptModelIds: ['n'] };
      const overrides = { m: { recurrences: [], policies: { retry: null } } };
      const fleet = exampleFleet({ description: 'Scores.', selector, overrides, state: 'deleting' });

      const version = await stores.fleets.create(fleet);

      expect(await stores.fleets.get('scores')).toEqual({ value: fleet, version });
      expect(await stores.fleets.create(fleet)).toBeUndefined();
      expect(await stores.fleets.get('nobody')).toBeUndefined();
    });

    test('are replaced and removed at the version that was read, and at no other', async () => {
      const first = present(await stores.fleets.create(exampleFleet()));
      const changed = exampleFleet({ generation: 2 });
      const second = await stores.fleets.save(changed, { ifVersion: first });

      await expect(stores.fleets.save(changed, { ifVersion: first })).rejects.toThrow(VersionConflict);
      await expect(stores.fleets.remove('scores', { ifVersion: first })).rejects.toThrow(VersionConflict);
      expect(await stores.fleets.get('scores')).toEqual({ value: changed, version: second });
      await stores.fleets.remove('scores', { ifVersion: second });
      expect(await stores.fleets.get('scores')).toBeUndefined();
    });

    test('are listed by id, page after page, of the value streams that are asked for', async () => {
      for (const fleetId of ['c', 'a', 'b']) await stores.fleets.create(exampleFleet({ fleetId }));
      await stores.fleets.create(exampleFleet({ fleetId: 'd', valueStream: 'growth' }));

      const first = await stores.fleets.list({ valueStream: 'retention' }, { limit: 2 });
      const cursor = present(first.nextCursor);
      const second = await stores.fleets.list({ valueStream: 'retention' }, { limit: 2, cursor });
      const seen = await stores.fleets.list({ valueStreams: ['growth'] }, { limit: 9 });

      expect([first, second, seen].map(({ items }) => items.map(({ fleetId }) => fleetId))).toEqual([
        ['a', 'b'],
        ['c'],
        ['d'],
      ]);
      expect(second).not.toHaveProperty('nextCursor');
      expect((await stores.fleets.list({ valueStreams: [] }, { limit: 9 })).items).toEqual([]);
      await expect(stores.fleets.list({}, { limit: 2, cursor: '%' })).rejects.toThrow(InvalidInput);
    });
  });

  describe('the progress of a fleet', () => {
    test('is kept as it is, under its version', async () => {
      const first = await stores.fleetProgress.save(PROGRESS, { ifVersion: undefined });
      if (first === 'conflict') throw new Error('There was none.');
      const second = await stores.fleetProgress.save({ fleetId: 'scores' }, { ifVersion: first.version });

      expect(second).not.toBe('conflict');
      expect((await stores.fleetProgress.get('scores'))?.value).toEqual({ fleetId: 'scores' });
      expect(await stores.fleetProgress.save(PROGRESS, { ifVersion: first.version })).toBe('conflict');
      expect(await stores.fleetProgress.save(PROGRESS, { ifVersion: undefined })).toBe('conflict');
    });

    test('is given back with everything that it may have', async () => {
      const saved = await stores.fleetProgress.save(PROGRESS, { ifVersion: undefined });

      expect(await stores.fleetProgress.get('scores')).toEqual({
        value: PROGRESS,
        ...(saved === 'conflict' ? {} : saved),
      });
    });

    test('is forgotten whatever its version, also when there is none', async () => {
      const saved = await stores.fleetProgress.save(PROGRESS, { ifVersion: undefined });
      await stores.fleetProgress.remove('scores');
      await stores.fleetProgress.remove('scores');

      expect(await stores.fleetProgress.get('scores')).toBeUndefined();
      expect(saved).not.toBe('conflict');
      expect(await stores.fleetProgress.save(PROGRESS, { ifVersion: undefined })).not.toBe('conflict');
    });
  });

  describe('who is writing the jobs of a fleet', () => {
    const until = at('2026-03-01T00:01:00Z');

    test('is found by the fleet, and when the time is over, until forgotten once', async () => {
      const one = { writerId: 'one', fleetId: 'scores', until };
      const two = { writerId: 'two', fleetId: 'scores', until: until + 1 };
      const other = { writerId: 'other', fleetId: 'scores-eu', until };
      for (const writer of [one, two, other]) await stores.fleetWriters.create(writer);

      expect(await stores.fleetWriters.overdueAt(until - 1)).toEqual([]);
      expect(sorted(await stores.fleetWriters.overdueAt(until))).toEqual([one, other]);
      expect(sorted(await stores.fleetWriters.writersOf('scores'))).toEqual([one, two]);

      expect(await stores.fleetWriters.remove('one')).toBe(true);
      expect(await stores.fleetWriters.remove('one')).toBe(false);
      expect(await stores.fleetWriters.writersOf('scores')).toEqual([two]);
    });

    function sorted(writers: readonly FleetWriter[]): readonly FleetWriter[] {
      return [...writers].sort((a, b) => (a.writerId < b.writerId ? -1 : 1));
    }
  });

  describe('the template of a value stream', () => {
    // A value stream may be called anything.
    const valueStream = 'Retention / EU? #1 ü';
    const template = {
      ...{ valueStream, description: 'Ours.', defaults: { policies: { retry: { maxAttempts: 5 } } } },
      ...{ generation: 1, createdAt: at('2026-03-01T00:00:00Z'), updatedAt: at('2026-03-01T00:00:00Z') },
    };

    test('is created once, replaced and removed at its version', async () => {
      const first = present(await stores.templates.create(template));
      expect(await stores.templates.get(valueStream)).toEqual({ value: template, version: first });
      expect(await stores.templates.create(template)).toBeUndefined();

      const second = await stores.templates.save({ ...template, generation: 2 }, { ifVersion: first });

      await expect(stores.templates.save(template, { ifVersion: first })).rejects.toThrow(VersionConflict);
      await expect(stores.templates.remove(valueStream, { ifVersion: first })).rejects.toThrow(
        VersionConflict,
      );
      await stores.templates.remove(valueStream, { ifVersion: second });
      expect(await stores.templates.get(valueStream)).toBeUndefined();
    });

    test('is listed with the others by name, page after page, of the value streams that are asked for', async () => {
      for (const name of ['c', 'a', 'b']) await stores.templates.create({ ...template, valueStream: name });
      await stores.fleets.create(exampleFleet());

      const first = await stores.templates.list(undefined, { limit: 2 });
      const cursor = present(first.nextCursor);
      const second = await stores.templates.list(undefined, { limit: 2, cursor });
      const seen = await stores.templates.list(['c', 'other'], { limit: 9 });

      expect([first, second, seen].map(({ items }) => items.map((each) => each.valueStream))).toEqual([
        ['a', 'b'],
        ['c'],
        ['c'],
      ]);
      expect(second).not.toHaveProperty('nextCursor');
      expect((await stores.templates.list([], { limit: 9 })).items).toEqual([]);
      await expect(stores.templates.list(undefined, { limit: 2, cursor: '%' })).rejects.toThrow(InvalidInput);
    });
  });

  describe('the jobs of a fleet', () => {
    function member(
      fleetId: string,
      modelId: string,
      changes: Partial<Pick<Job, 'fleet' | 'state'>> = {},
    ): Job {
      const fleet = {
        fleetId,
        modelId,
        generation: 1,
        overridden: ['/policies'],
        wanted: 'w',
        frozenFrom: 'f',
      };
      return { ...exampleJob({ jobId: `${fleetId}--${modelId.replaceAll('.', '-')}` }), fleet, ...changes };
    }

    test('are found in the order of their models, so many at a time, and none of another fleet', async () => {
      for (const modelId of ['b', 'a.b', 'a', 'c']) await stores.jobs.create(member('scores', modelId));
      await stores.jobs.create(member('score', 'z'));
      await stores.jobs.create(member('scores-eu', 'a'));
      await stores.jobs.create(exampleJob({ jobId: 'alone' }));

      const found = await stores.members.membersAfter('scores', { limit: 3 });
      const rest = await stores.members.membersAfter('scores', { after: 'b', limit: 3 });

      expect(found.map(({ jobId }) => jobId)).toEqual(['scores--a', 'scores--a-b', 'scores--b']);
      expect(rest).toEqual([{ jobId: 'scores--c', fleet: member('scores', 'c').fleet }]);
    });

    test('are with those that it has let go of, and without deleted ones', async () => {
      const { fleet } = member('scores', 'a');
      await stores.jobs.create(member('scores', 'a', { fleet: { ...present(fleet), isKept: true } }));
      await stores.jobs.create(member('scores', 'b', { state: 'deleted' }));

      const found = await stores.members.membersAfter('scores', { limit: 3 });

      expect(found.map(({ fleet: of }) => [of.modelId, of.isKept])).toEqual([['a', true]]);
    });

    test('are given back by the store of jobs, and listed by their fleet', async () => {
      await stores.jobs.create(member('scores', 'a'));
      await stores.jobs.create(member('other', 'a'));

      const { items } = await stores.jobs.list({ fleetId: 'scores' }, { limit: 9 });

      expect(items).toEqual([member('scores', 'a')]);
      expect(await stores.jobs.count({ fleetId: 'scores' })).toBe(1);
    });
  });
}
