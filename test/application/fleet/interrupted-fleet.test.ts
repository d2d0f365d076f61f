import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { createFleets, type Fleets } from '../../../shared/application/fleet/create-fleets.ts';
import { Unavailable, VersionConflict } from '../../../shared/domain/errors.ts';
import type { FleetDefinition } from '../../../shared/domain/fleet/fleet.ts';
import { selects } from '../../../shared/domain/fleet/fleet-selector.ts';
import { exampleFleetDefinition } from '../../support/example-fleet.ts';
import { exampleModel } from '../../support/example-model.ts';
import { fleetParts } from '../../support/memory/memory-app.ts';
import { createMemoryWorld, inAnotherProcess, type MemoryWorld } from '../../support/memory/memory-world.ts';
import { present } from '../../support/present.ts';
import { steppingWorld } from '../../support/stepping-stores.ts';

const ADA = { author: 'ada' };
const MODELS = ['a', 'b', 'c', 'd'];

/** The definition that says so many seconds of each job, but of `b` half as many. */
function definition(seconds: number, changes: Partial<FleetDefinition> = {}): FleetDefinition {
  const template = { ...exampleFleetDefinition().template, policies: { timeoutSeconds: seconds } };
  const overrides = { b: { policies: { timeoutSeconds: seconds / 2 } } };
  return exampleFleetDefinition({ template, overrides, ...changes });
}

async function worldWith(models: readonly string[]): Promise<MemoryWorld> {
  const world = createMemoryWorld('2026-03-01T00:00:00Z');
  for (const modelId of models) await world.models.create(exampleModel({ modelId }));
  return world;
}

function fleetsOf(world: MemoryWorld): Fleets {
  return createFleets(fleetParts(world));
}

/** Saves over whatever there is. */
async function save(world: MemoryWorld, fleet: FleetDefinition): Promise<void> {
  const version = (await world.fleets.get('scores'))?.version;
  await fleetsOf(world).saveFleet(fleet, version === undefined ? undefined : [version], ADA);
}

/** The pass that comes when the time of whoever was killed is over. */
async function heal(world: MemoryWorld): Promise<void> {
  const later = new Date(world.clock.now() + 2 * 60_000).toISOString();
  world.clock.moveTo(later);
  expect(await fleetsOf(world).tendFleets()).toMatchObject({ underWay: 0, failures: 0 });
  expect(await world.fleetWriters.overdueAt(Infinity)).toEqual([]);
}

/** Everything that there is of the fleet, but for versions. */
async function stateOf(world: MemoryWorld) {
  const all = world.memory.jobs.all().map(({ value }) => value);
  return {
    jobs: all
      .map(({ jobId, state, policies, generation, fleet }) => [
        ...[jobId, state, policies.timeoutSeconds, generation, fleet],
      ])
      .sort(),
    fleet: (await world.fleets.get('scores'))?.value.state,
    isAtRest: (await world.fleetProgress.get('scores'))?.value.round === undefined,
  };
}

/** A process that is killed at its write of that number: before it, or as soon as it is made. */
function dyingAt(world: MemoryWorld, index: number, when: 'before' | 'after') {
  let writes = 0;
  const process = steppingWorld(inAnotherProcess(world), async (isWrite, call) => {
    if (isWrite) writes += 1;
    if (writes > index || (isWrite && writes === index && when === 'before')) throw new Unavailable('Dead.');
    const answer = await call();
    if (isWrite && writes === index) throw new Unavailable('Dead.');
    return answer;
  });
  return { process, count: () => writes };
}

type Story = (world: MemoryWorld) => Promise<void>;

/** What one process does, after another has made the fleet at its first definition. */
const STORIES: Readonly<Record<string, Story>> = {
  'an edit with models that come and go': async (world) => {
    await fleetsOf(world).tendFleet('scores', Infinity);
  },
  'a deletion': async (world) => {
    await fleetsOf(world).deleteFleet({ fleetId: 'scores' }, undefined, ADA);
    await fleetsOf(world).tendFleet('scores', Infinity);
  },
  'a pause of all': async (world) => {
    const asked = { commandId: 'c1', action: 'pause', author: 'ada', reason: 'Now.' } as const;
    await fleetsOf(world).commandFleet('scores', asked);
    await fleetsOf(world).tendFleet('scores', Infinity);
  },
};

async function beginning(): Promise<MemoryWorld> {
  const world = await worldWith(MODELS);
  await save(world, definition(60));
  await fleetsOf(world).tendFleet('scores', Infinity);
  await world.models.create(exampleModel({ modelId: 'e' }));
  await world.models.remove('c', { ifVersion: present(await world.models.get('c')).version });
  await save(world, definition(120, { selector: { exceptModelIds: ['d'] } }));
  return world;
}

describe('whoever is killed at any write, the next one ends it the same', () => {
  for (const [name, story] of Object.entries(STORIES)) {
    test(name, async () => {
      const whole = await beginning();
      const counted = dyingAt(whole, Infinity, 'after');
      await story(counted.process);
      const expected = await stateOf(whole);
      expect(counted.count()).toBeGreaterThan(2);

      for (let index = 1; index <= counted.count(); index += 1) {
        for (const when of ['before', 'after'] as const) {
          const world = await beginning();
          await story(dyingAt(world, index, when).process).catch(() => undefined);
          await story(world);
          await heal(world);

          expect(await stateOf(world), `killed ${when} write ${index}`).toEqual(expected);
        }
      }
    });
  }

  test('also where the one that was killed at its last write has not been noticed', async () => {
    const world = await beginning();
    await fleetsOf(world).tendFleet('scores', Infinity);
    const before = await stateOf(world);

    await fleetsOf(world).tendFleet('scores', Infinity);

    expect(await stateOf(world)).toEqual(before);
  });
});

describe('whoever was held up at any call, and goes on when the fleet has been defined anew', () => {
  // Back to 60: the later round finds jobs as they should be, and writes nothing that would stop the one held up.
  for (const seconds of [60, 180]) {
    test(`to ${seconds} seconds`, async () => {
      const calls = heldAt(await edited(), Infinity);
      await fleetsOf(calls.process).tendFleet('scores', Infinity);
      expect(calls.count()).toBeGreaterThan(10);

      for (let index = 1; index <= calls.count(); index += 1) {
        const world = await edited();
        const { process, isHeld, goOn } = heldAt(world, index);
        const heldUp = fleetsOf(process).tendFleet('scores', Infinity);
        await isHeld;
        await save(world, definition(seconds));
        await fleetsOf(world).tendFleet('scores', Infinity);
        goOn();
        await heldUp;
        await fleetsOf(world).tendFleet('scores', Infinity);

        await expectWanted(world);
      }
    });
  }
});

/** Four jobs of 60 seconds, which are to have 120. */
async function edited(): Promise<MemoryWorld> {
  const world = await worldWith(MODELS);
  await save(world, definition(60));
  await fleetsOf(world).tendFleet('scores', Infinity);
  await save(world, definition(120));
  return world;
}

/** A process that is held up before its call of a number, and killed so many calls after it. */
function heldAt(world: MemoryWorld, index: number, life = Infinity) {
  let calls = 0;
  const held = Promise.withResolvers<undefined>();
  const released = Promise.withResolvers<undefined>();
  const process = steppingWorld(inAnotherProcess(world), async (_isWrite, call) => {
    calls += 1;
    const own = calls;
    if (own === index) {
      held.resolve(undefined);
      await released.promise;
    }
    if (own >= index + life) throw new Unavailable('Dead.');
    return call();
  });
  const goOn = (): void => {
    released.resolve(undefined);
  };
  return { process, count: () => calls, isHeld: held.promise, goOn };
}

/** What may happen while a process is held up. */
const MEANWHILE: Readonly<Record<string, (world: MemoryWorld) => Promise<void>>> = {
  'the fleet is as it was before': async (world) => {
    await save(world, definition(60));
    await fleetsOf(world).tendFleet('scores', Infinity);
  },
  'the fleet is another one': async (world) => {
    await save(world, definition(180));
    await fleetsOf(world).tendFleet('scores', Infinity);
  },
  'the fleet is deleted': async (world) => {
    await fleetsOf(world).deleteFleet({ fleetId: 'scores' }, undefined, ADA);
    await fleetsOf(world).tendFleet('scores', Infinity);
  },
  'a model goes and another one comes': async (world) => {
    await world.models.remove('c', { ifVersion: present(await world.models.get('c')).version });
    await fleetsOf(world).takeInModel('c', 'retention');
    await world.models.create(exampleModel({ modelId: 'e' }));
    await fleetsOf(world).takeInModel('e', 'retention');
  },
  'a model comes back': async (world) => {
    await world.models.create(exampleModel({ modelId: 'x' }));
    await fleetsOf(world).takeInModel('x', 'retention');
  },
};

/** What it was at: the fleet, or one model that has come and one that has gone. */
const WORKS: Readonly<Record<string, (world: MemoryWorld) => Promise<unknown>>> = {
  'a round': (world) => fleetsOf(world).tendFleet('scores', Infinity),
  'taking in models': async (world) => {
    await fleetsOf(world).takeInModel('d', 'retention');
    await fleetsOf(world).takeInModel('x', 'retention');
    await fleetsOf(world).takeInModel('y', 'retention');
  },
};

/** Edited, with a model that has gone and one that has come, of both of which no fleet knows yet. */
async function changing(): Promise<MemoryWorld> {
  const world = await edited();
  await world.models.remove('d', { ifVersion: present(await world.models.get('d')).version });
  await world.models.create(exampleModel({ modelId: 'y' }));
  return world;
}

describe('whoever was held up, goes on, and is killed before it could mend what it did', () => {
  for (const [work, begin] of Object.entries(WORKS)) {
    for (const [what, happen] of Object.entries(MEANWHILE)) {
      test(`at ${work}, while ${what}, leaves nothing behind for longer than its time`, async () => {
        const counted = heldAt(await changing(), Infinity);
        await begin(counted.process);
        expect(counted.count()).toBeGreaterThan(10);

        for (let index = 1; index <= counted.count(); index += 1) {
          for (const life of [0, 1, 2, 4, Infinity]) {
            const world = await changing();
            const { process, isHeld, goOn } = heldAt(world, index, life);
            const heldUp = begin(process).catch(() => undefined);
            await isHeld;
            await happen(world);
            goOn();
            await heldUp;
            await fleetsOf(world).tendFleet('scores', Infinity);
            await heal(world);

            await expectWanted(world);
          }
        }
      });
    }
  }

  test('may hold it up for longer than its time', async () => {
    const calls = heldAt(await changing(), Infinity);
    await fleetsOf(calls.process).tendFleet('scores', Infinity);

    for (const happen of Object.values(MEANWHILE)) {
      for (let index = 1; index <= calls.count(); index += 1) {
        const world = await changing();
        const { process, isHeld, goOn } = heldAt(world, index);
        const heldUp = fleetsOf(process).tendFleet('scores', Infinity);
        await isHeld;
        await happen(world);
        await heal(world);
        goOn();
        await heldUp;
        await fleetsOf(world).tendFleet('scores', Infinity);
        await heal(world);

        await expectWanted(world);
      }
    }
  });

  test('or has time for some of its models only, and goes on behind them', async () => {
    const world = await worldWith([...MODELS, 'e', 'f', 'g', 'h', 'i', 'j']);
    await save(world, definition(60));
    const slow = steppingWorld(inAnotherProcess(world), async (_isWrite, call) => {
      world.clock.moveTo(new Date(world.clock.now() + 6_000).toISOString());
      return call();
    });
    const beginnings = vi.spyOn(world.fleetWriters, 'create');

    expect(await fleetsOf(slow).tendFleet('scores', Infinity)).toBe('at-rest');

    expect(beginnings.mock.calls.length).toBeGreaterThan(3);
    expect((await world.fleetProgress.get('scores'))?.value.last?.counts).toMatchObject({
      ...{ models: 10, created: 10, unchanged: 0 },
    });
    await expectWanted(world);
  });

  test('a pause that is late does not outlive the resume that came after it', async () => {
    const pause = { commandId: 'c1', action: 'pause', author: 'ada', reason: 'Now.' } as const;
    const resume = { commandId: 'c2', action: 'resume', author: 'ada', reason: 'Go on.' } as const;
    const pausing = async (): Promise<MemoryWorld> => {
      const world = await worldWith(MODELS);
      await save(world, definition(60));
      await fleetsOf(world).tendFleet('scores', Infinity);
      await fleetsOf(world).commandFleet('scores', pause);
      return world;
    };
    const calls = heldAt(await pausing(), Infinity);
    await fleetsOf(calls.process).tendFleet('scores', Infinity);

    for (let index = 1; index <= calls.count(); index += 1) {
      const world = await pausing();
      const { process, isHeld, goOn } = heldAt(world, index);
      const heldUp = fleetsOf(process).tendFleet('scores', Infinity);
      await isHeld;
      await fleetsOf(world).commandFleet('scores', resume);
      await fleetsOf(world).tendFleet('scores', Infinity);
      goOn();
      await heldUp;
      await fleetsOf(world).tendFleet('scores', Infinity);

      const states = world.memory.jobs.all().map(({ value }) => value.state);
      expect(states, `held up at call ${index}`).toEqual(MODELS.map(() => 'active'));
    }
  });
});

describe('several at once', () => {
  test('end with what the last definition wants, and each job has been made once', async () => {
    const seconds = fc.integer({ min: 1, max: 50 }).map((half) => half * 2);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 50, maxLength: 200 }),
        fc.array(seconds, { minLength: 1, maxLength: 3 }),
        async (waits, edits) => {
          const world = await worldWith(MODELS);
          const slow = slowly(waits);
          const one = steppingWorld(inAnotherProcess(world), slow);
          const other = steppingWorld(inAnotherProcess(world), slow);
          await save(world, definition(2));

          await Promise.all([
            editing(one, edits),
            tending(one, 4),
            tending(other, 4),
            coming(other, ['x', 'y']),
            leaving(one, 'a'),
          ]);
          await restOf(world);

          await expectWanted(world);
        },
      ),
      { numRuns: 60 },
    );
  });

  /** Each call waits for some turns of the others first. */
  function slowly(waits: readonly number[]) {
    let calls = 0;
    return async (_isWrite: boolean, call: () => unknown): Promise<unknown> => {
      calls += 1;
      for (let turn = waits[calls % waits.length] ?? 0; turn > 0; turn -= 1) await Promise.resolve();
      return call();
    };
  }

  async function editing(world: MemoryWorld, edits: readonly number[]): Promise<void> {
    for (const seconds of edits) {
      await save(world, definition(seconds));
      await fleetsOf(world).tendFleet('scores', Infinity);
    }
  }

  async function tending(world: MemoryWorld, times: number): Promise<void> {
    for (let time = 0; time < times; time += 1) await fleetsOf(world).tendFleet('scores', Infinity);
  }

  async function coming(world: MemoryWorld, modelIds: readonly string[]): Promise<void> {
    for (const modelId of modelIds) {
      await world.models.create(exampleModel({ modelId }));
      await fleetsOf(world).takeInModel(modelId, 'retention');
    }
  }

  async function leaving(world: MemoryWorld, modelId: string): Promise<void> {
    await world.models
      .remove(modelId, { ifVersion: present(await world.models.get(modelId)).version })
      .catch((error: unknown) => {
        if (!(error instanceof VersionConflict)) throw error;
      });
    await fleetsOf(world).takeInModel(modelId, 'retention');
  }

  /** The pass that comes by and by. */
  async function restOf(world: MemoryWorld): Promise<void> {
    await fleetsOf(world).tendFleet('scores', Infinity);
  }
});

/** Every job is what the present definition wants, and there is one of each model that is selected. */
async function expectWanted(world: MemoryWorld): Promise<void> {
  const jobs = (await world.jobs.list({ fleetId: 'scores' }, { limit: 100 })).items;
  const stored = await world.fleets.get('scores');
  if (stored === undefined) {
    expect(jobs).toEqual([]);
    return;
  }
  const fleet = stored.value;
  const models = await world.models.registeredAfter('retention', { limit: 100 });
  const { template, overrides } = fleet;

  expect(jobs.map(({ fleet: of }) => of?.modelId)).toEqual(
    models.filter((model) => selects(fleet, model)).map(({ modelId }) => modelId),
  );
  for (const { policies, fleet: of } of jobs) {
    const wanted = overrides[of?.modelId ?? ''] ?? template;
    expect(wanted['policies']).toEqual({ timeoutSeconds: policies.timeoutSeconds });
  }
  const created = world.memory.changes.filter(({ action }) => action === 'created');
  const deleted = world.memory.changes.filter(({ action }) => action === 'deleted');
  expect(created.length - deleted.length).toBe(jobs.length);
}
