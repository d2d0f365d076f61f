import { beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { lockOperations } from '../../../functions/http/locks.ts';
import { modelOperations } from '../../../functions/http/models.ts';
import { runsOfAllJobsOperations } from '../../../functions/http/runs-of-all-jobs.ts';
import { createBreakLock } from '../../../shared/application/break-lock.ts';
import { createChangedSince } from '../../../shared/application/changed-since.ts';
import { createDeleteModel } from '../../../shared/application/delete-model.ts';
import { createListModels, createReadModel } from '../../../shared/application/list-models.ts';
import {
  createListLocks,
  createReadLock,
  createStreamOfLock,
} from '../../../shared/application/read-locks.ts';
import { createRetryRun } from '../../../shared/application/retry-run.ts';
import { createRetryRuns } from '../../../shared/application/retry-runs.ts';
import { createSaveModel } from '../../../shared/application/save-model.ts';
import type { Role } from '../../../shared/domain/access/role.ts';
import { toCancelled } from '../../../shared/domain/run/run-transitions.ts';
import { callingAs } from '../../support/calling-as.ts';
import { exampleBaseline } from '../../support/example-baseline.ts';
import { exampleJob } from '../../support/example-job.ts';
import { hold, holderOf } from '../../support/example-lock.ts';
import { exampleStanding } from '../../support/example-standing.ts';
import { exampleModel } from '../../support/example-model.ts';
import { createMemoryWorld, storePendingRun, type MemoryWorld } from '../../support/memory/memory-world.ts';
import { present } from '../../support/present.ts';
import type { Answer, RecordingRegistry } from '../../support/recording-registry.ts';

const WHY = { author: 'ada', reason: 'It was a mistake.' };

let world: MemoryWorld;

beforeEach(() => {
  world = createMemoryWorld('2026-03-01T12:00:00Z');
});

function appFor(grants: Readonly<Record<string, Role>>): RecordingRegistry {
  const retryRun = createRetryRun(world);
  const runs = { ...world, retryRuns: createRetryRuns({ ...world, retryRun }) };
  const locks = {
    listLocks: createListLocks(world),
    readLock: createReadLock(world),
    breakLock: createBreakLock(world),
  };
  const models = {
    listModels: createListModels(world),
    readModel: createReadModel(world),
    saveModel: createSaveModel(world),
    deleteModel: createDeleteModel(world),
    changedSince: createChangedSince(world),
  };
  const operations = [...runsOfAllJobsOperations(runs), ...lockOperations(locks), ...modelOperations(models)];
  return callingAs(operations, grants, async (thing, params) =>
    thing === 'lock'
      ? createStreamOfLock(world)(params['resource'] ?? '')
      : (await world.models.get(params['modelId'] ?? ''))?.value.valueStream,
  );
}

function valuesOf({ json }: Answer, field: string): unknown[] {
  const page = z.object({ items: z.array(z.record(z.string(), z.unknown())) });
  return page.parse(json).items.map((item) => item[field]);
}

describe('models by how they stand', () => {
  beforeEach(async () => {
    const some = [
      { modelId: 'a', valueStream: 'growth', psi: 0.3 },
      { modelId: 'b', valueStream: 'growth', psi: 0.9, description: 'Who leaves' },
      { modelId: 'c', valueStream: 'growth', psi: 0.05, alarm: false, band: 'stable' },
      { modelId: 'd', valueStream: 'risk', psi: 2 },
    ] as const;
    for (const { modelId, valueStream, ...standing } of some) {
      const description = 'description' in standing ? standing.description : 'x';
      await world.models.create(exampleModel({ modelId, valueStream, description }));
      const { psi } = standing;
      const rest = 'alarm' in standing ? { alarm: standing.alarm, band: standing.band } : {};
      await world.standings.keep(exampleStanding({ modelId, valueStream, psi, ...rest }));
    }
  });

  test.each([
    ['alarm=true', ['a', 'b']],
    ['alarm=false', ['c']],
    ['band=stable', ['c']],
    ['sort=-psi', ['b', 'a', 'c']],
    ['sort=-psi&text=LEAVES', ['b']],
    ['alarm=true&valueStream=risk', []],
    ['band=moderate-shift', []],
  ])('?%s are those that the caller may see', async (query, models) => {
    const app = appFor({ growth: 'reader' });

    expect(valuesOf(await app.call('listModels', { query }), 'modelId')).toEqual(models);
  });

  test('come page by page, however many of them a text leaves out', async () => {
    const app = appFor({ growth: 'reader', risk: 'reader' });
    const found: unknown[] = [];
    for (let query = 'sort=-psi&limit=1&text=leaves', isLast = false; !isLast;) {
      const answer = await app.call('listModels', { query });
      found.push(...valuesOf(answer, 'modelId'));
      const { nextCursor } = z.object({ nextCursor: z.string().optional() }).parse(answer.json);
      isLast = nextCursor === undefined;
      query = `sort=-psi&limit=1&text=leaves&cursor=${encodeURIComponent(nextCursor ?? '')}`;
    }

    expect(found).toEqual(['b']);
  });

  test.each(['band=bad', 'alarm=maybe', 'recent=61', 'recent=-1', 'sort=psi'])(
    '?%s is refused',
    async (query) => {
      expect((await appFor({ growth: 'reader' }).call('listModels', { query })).status).toBe(400);
    },
  );
});

function sending(body: object) {
  return { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

describe('runs of all jobs', () => {
  beforeEach(async () => {
    for (const valueStream of ['growth', 'retention', 'risk']) {
      const run = await storePendingRun(world, exampleJob({ jobId: `of-${valueStream}`, valueStream }));
      const { version } = present(await world.runs.get(run.runId));
      const value = toCancelled(run, WHY, world.clock.now());
      await world.jobs.commit({ jobId: run.jobId, runs: [{ value, ifVersion: version }] });
    }
  });

  test('are those of the value streams that the caller may see', async () => {
    const app = appFor({ growth: 'reader', risk: 'operator' });

    expect(valuesOf(await app.call('listAllRuns'), 'valueStream')).toEqual(['growth', 'risk']);
  });

  test('of another value stream are none, though it is asked for', async () => {
    const answer = await appFor({ growth: 'reader' }).call('listAllRuns', { query: 'valueStream=risk' });

    expect(answer.json).toEqual({ items: [] });
  });

  test('are retried where the caller is an operator, under the caller’s name', async () => {
    const app = appFor({ growth: 'reader', risk: 'operator' });
    const body = { filter: { state: 'cancelled' }, reason: 'Again.' };

    const answer = await app.call('retryRuns', sending(body));

    expect(answer.json).toMatchObject({ matched: 1, retried: 1, runIds: ['of-risk.20260301T060000Z'] });
    const states = (await world.runs.list({}, { limit: 10 })).items.map(
      ({ valueStream, state, requested }) => [...[valueStream, state, requested?.author]],
    );
    expect(states).toEqual([
      ['growth', 'cancelled', undefined],
      ['retention', 'cancelled', undefined],
      ['risk', 'pending', 'Ada'],
    ]);
  });

  test('of a value stream that the caller is no operator of are not retried', async () => {
    const body = { filter: { state: 'cancelled', valueStream: 'growth' }, reason: 'Again.' };

    const answer = await appFor({ growth: 'reader', risk: 'operator' }).call('retryRuns', sending(body));

    expect(answer.status).toBe(403);
  });
});

describe('locks', () => {
  beforeEach(async () => {
    for (const valueStream of ['growth', 'risk']) {
      await world.jobs.create(exampleJob({ jobId: `of-${valueStream}`, valueStream }));
      await hold(world, `${valueStream}-api`, { holder: holderOf(`of-${valueStream}`) });
    }
    await hold(world, 'nobodys-api', { holder: holderOf('unknown') });
  });

  test('are those that a job of the caller’s value streams holds, page after page', async () => {
    const app = appFor({ risk: 'reader' });

    expect(valuesOf(await app.call('listLocks', { query: 'limit=1' }), 'resource')).toEqual(['risk-api']);
    expect(valuesOf(await appFor({ '*': 'reader' }).call('listLocks'), 'resource')).toHaveLength(3);
  });

  test('of other value streams, or of none, are not there', async () => {
    const app = appFor({ risk: 'operator' });
    const statuses = await Promise.all(
      ['risk-api', 'growth-api', 'nobodys-api', 'no-api'].map(
        async (resource) => (await app.call('readLock', { params: { resource } })).status,
      ),
    );

    expect(statuses).toEqual([200, 404, 404, 404]);
  });
});

describe('models', () => {
  beforeEach(async () => {
    await world.models.create(exampleModel({ modelId: 'g', valueStream: 'growth' }));
    await world.models.create(exampleModel({ modelId: 'r', valueStream: 'risk' }));
    await world.baselines.register(exampleBaseline('a', { modelId: 'unclaimed' }));
  });

  test('are those of the caller’s value streams', async () => {
    expect(valuesOf(await appFor({ risk: 'reader' }).call('listModels'), 'modelId')).toEqual(['r']);
    expect(valuesOf(await appFor({ '*': 'reader' }).call('listModels'), 'modelId')).toEqual([
      ...['g', 'r', 'unclaimed'],
    ]);
  });

  test('are registered by an operator of the value stream that is named, and by nobody else', async () => {
    const save = async (grants: Readonly<Record<string, Role>>, modelId: string, valueStream: string) => {
      const request = { params: { modelId }, ...sending({ valueStream }) };
      return (await appFor(grants).call('saveModel', request)).status;
    };

    expect(await save({ risk: 'operator' }, 'another', 'risk')).toBe(201);
    expect(await save({ risk: 'operator' }, 'newer', 'growth')).toBe(403);
    expect(await save({ risk: 'reader' }, 'newer', 'risk')).toBe(403);
    expect(await save({ risk: 'operator' }, 'g', 'risk')).toBe(404);
    expect(await save({ risk: 'operator', growth: 'operator' }, 'g', 'risk')).toBe(400);
  });
});
