import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isFinished } from '../../../../shared/domain/run/run.ts';
import { HostDied } from '../../../support/drive-orchestration.ts';
import { PipelineWorld, step } from '../../../support/pipeline-world.ts';
import type { MemoryWorld } from '../../../support/memory/memory-world.ts';

/*
 * Pipelines of random shape, whose steps end as a random script says, looked at by hosts that die at any call of a store
 * and come again, also beside each other. Every choice comes from fast-check's seed.
 */

interface Plan {
  readonly steps: readonly object[];
  readonly needs: ReadonlyMap<string, readonly string[]>;
  readonly goesOn: ReadonlySet<string>;
}

/** Each step may need any before it. */
const plans = fc
  .array(fc.record({ needs: fc.array(fc.nat(8), { maxLength: 3 }), goesOn: fc.boolean() }), {
    ...{ minLength: 1, maxLength: 7 },
  })
  .map((drawn): Plan => {
    const named = drawn.map(({ needs, goesOn }, index) => {
      const places = [...new Set(needs.map((need) => need % Math.max(index, 1)))];
      return { name: `s${index}`, needs: index === 0 ? [] : places.map((place) => `s${place}`), goesOn };
    });
    return {
      steps: named.map(({ name, needs, goesOn }) =>
        step(name, { needs, onFailure: goesOn ? 'go-on' : 'stop' }),
      ),
      needs: new Map(named.map(({ name, needs }) => [name, needs])),
      goesOn: new Set(named.filter(({ goesOn }) => goesOn).map(({ name }) => name)),
    };
  });

const scripts = fc.infiniteStream(fc.record({ pick: fc.nat(1000), fails: fc.nat(3), twice: fc.boolean() }));
/** The call of a store at which a look dies; 0: it does not. */
const deaths = fc.infiniteStream(fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 25 })));

/** The stores, of which the call number `at` (from 1) is the last that the host makes. */
function dyingAt(world: MemoryWorld, at: number): MemoryWorld {
  let calls = 0;
  function through<T extends object>(target: T): T {
    return new Proxy(target, {
      get: (_target, name) => {
        const member: unknown = Reflect.get(target, name);
        if (typeof member !== 'function') return member;
        return async (...given: unknown[]) => {
          calls += 1;
          // Every other death comes after the call was carried out.
          if (calls === at && at % 2 === 0) throw new HostDied();
          const answer: unknown = await Reflect.apply(member, target, given);
          if (calls >= at && at > 0) throw new HostDied();
          return answer;
        };
      },
    });
  }
  if (at === 0) return world;
  return { ...world, jobs: through(world.jobs), runs: through(world.runs), queue: through(world.queue) };
}

/** A look that is carried out until it has come to its end, as an activity is. */
async function lookUntilDone(pipeline: PipelineWorld, attempt: number, death: () => number) {
  for (;;) {
    try {
      return await pipeline.look(attempt, dyingAt(pipeline.world, death()));
    } catch (error) {
      if (!(error instanceof HostDied)) throw error;
    }
  }
}

function next<T>(stream: Iterator<T>): T {
  const drawn = stream.next();
  if (drawn.done === true) throw new Error('The stream has ended.');
  return drawn.value;
}

/** How often each step has succeeded, and that it began after what it needs. */
class Watch {
  readonly chains = new Map<string, number>();
  readonly #pipeline: PipelineWorld;
  readonly #plan: Plan;
  readonly #begun = new Map<string, number>();

  constructor(pipeline: PipelineWorld, plan: Plan) {
    this.#pipeline = pipeline;
    this.#plan = plan;
  }

  async look(attempt: number): Promise<void> {
    for (const [name, needs] of this.#plan.needs) {
      const run = await this.#pipeline.stepRun(name);
      if (run === undefined || this.#begun.get(name) === run.attempt) continue;
      this.#begun.set(name, run.attempt);
      this.chains.set(`${name}@${attempt}`, (this.chains.get(`${name}@${attempt}`) ?? 0) + 1);
      for (const need of needs)
        expect(this.#mayBeGoneOnFrom(need, await this.#pipeline.stepRun(need))).toBe(true);
    }
  }

  #mayBeGoneOnFrom(name: string, run: Awaited<ReturnType<PipelineWorld['stepRun']>>): boolean {
    if (run === undefined || !isFinished(run)) return false;
    return run.state === 'succeeded' || this.#plan.goesOn.has(name);
  }
}

/** Ends the run of a step that is going, if there is one. */
async function endOne(pipeline: PipelineWorld, pick: number, how: 'succeeded' | 'failed'): Promise<void> {
  const going = (await pipeline.stepRuns()).filter((run) => !isFinished(run));
  const chosen = going[pick % Math.max(going.length, 1)];
  if (chosen?.parent !== undefined) await pipeline.end(chosen.parent.step, how);
}

async function lookBesideAnother(
  pipeline: PipelineWorld,
  attempt: number,
  { twice, death }: { readonly twice: boolean; readonly death: () => number },
) {
  const hosts = twice ? [1, 2] : [1];
  const [looked] = await Promise.all(hosts.map(async () => lookUntilDone(pipeline, attempt, death)));
  return looked;
}

const seeded = { seed: 20260301, numRuns: 40 };

/** After so many attempts nothing fails any more. */
const LAST_FAILING = 4;

test('each step runs after what it needs, once an attempt, and retries lead to the end', async () => {
  await fc.assert(
    fc.asyncProperty(plans, scripts, deaths, async (plan, script, dying) => {
      const pipeline = await PipelineWorld.of(plan.steps);
      const watch = new Watch(pipeline, plan);
      const [choices, fatal] = [script[Symbol.iterator](), dying[Symbol.iterator]()];
      const death = () => next(fatal);
      let attempt = 1;
      for (let turn = 0; turn < 400; turn += 1) {
        const { pick, fails, twice } = next(choices);
        const looked = await lookBesideAnother(pipeline, attempt, { twice, death });
        await watch.look(attempt);
        if (looked?.outcome === 'succeeded') break;
        if (looked?.outcome === 'failed') attempt = await pipeline.failAndRetry();
        await endOne(pipeline, pick, attempt <= LAST_FAILING && fails === 0 ? 'failed' : 'succeeded');
      }

      expect(await pipeline.look(attempt)).toMatchObject({ outcome: 'succeeded' });
      expect([...watch.chains.values()].filter((count) => count > 1)).toEqual([]);
      const unsuccessful = (await pipeline.stepRuns()).filter(({ state }) => state !== 'succeeded');
      expect(unsuccessful.filter(({ parent }) => !plan.goesOn.has(parent?.step ?? ''))).toEqual([]);
      expect(await pipeline.stepRuns()).toHaveLength(plan.steps.length);
    }),
    seeded,
  );
});

test('a cancellation at any moment leaves no step going', async () => {
  const moments = fc.record({ cancelAt: fc.nat(12), script: scripts, dying: deaths });
  await fc.assert(
    fc.asyncProperty(plans, moments, async (plan, { cancelAt, script, dying }) => {
      const pipeline = await PipelineWorld.of(plan.steps);
      const [choices, fatal] = [script[Symbol.iterator](), dying[Symbol.iterator]()];
      const death = () => next(fatal);
      for (let turn = 0; turn < cancelAt; turn += 1) {
        const { pick, fails, twice } = next(choices);
        await lookBesideAnother(pipeline, 1, { twice, death });
        await endOne(pipeline, pick, fails === 0 ? 'failed' : 'succeeded');
      }

      // Beside a look, which may start a step when whoever stops them has gone by.
      const stopping = pipeline.cancel().then(async () => pipeline.stop());
      await Promise.all([stopping, lookBesideAnother(pipeline, 1, { twice: true, death })]);
      await pipeline.deliver();

      expect((await pipeline.run()).state).toBe('cancelled');
      expect(await pipeline.leftBehind()).toEqual([]);
    }),
    seeded,
  );
});
