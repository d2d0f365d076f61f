import { beforeEach, describe, expect, test } from 'vitest';
import { JobTurns, TURN_MS } from '../../shared/application/job-turns.ts';
import type { Pause } from '../../shared/application/ports/environment.ts';
import { jobIdFrom } from '../support/example-job.ts';

const A = jobIdFrom('job-a');
const B = jobIdFrom('job-b');

/** Pauses that last until the test ends them. */
class HeldPauses {
  readonly asked: number[] = [];
  #open: (() => void)[] = [];

  readonly pause: Pause = async (ms, until) => {
    this.asked.push(ms);
    await new Promise<void>((resolve) => {
      until.addEventListener('abort', () => {
        resolve();
      });
      this.#open.push(resolve);
    });
  };

  endAll(): void {
    for (const end of this.#open) end();
    this.#open = [];
  }
}

let pauses: HeldPauses;
let turns: JobTurns;
let done: string[];

beforeEach(() => {
  pauses = new HeldPauses();
  turns = new JobTurns(pauses);
  done = [];
});

/** Takes a turn of a job for work that ends when it is told to. */
function take(jobId: typeof A, name: string): { readonly end: () => void; readonly taken: Promise<string> } {
  let end: () => void = () => undefined;
  const until = new Promise<void>((resolve) => {
    end = resolve;
  });
  const taken = turns.take(jobId, async () => {
    done.push(`${name} begins`);
    await until;
    done.push(`${name} ends`);
    return name;
  });
  return { end, taken };
}

/** Lets all go on that can. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

describe('the turns of a job', () => {
  test('come in the order in which they were asked for, one after the other', async () => {
    const works = ['first', 'second', 'third'].map((name) => take(A, name));
    for (const { end } of works.toReversed()) end();

    await Promise.all(works.map(({ taken }) => taken));

    expect(done).toEqual(['first', 'second', 'third'].flatMap((name) => [`${name} begins`, `${name} ends`]));
  });

  test('give what the work gives', async () => {
    const work = take(A, 'first');
    work.end();

    expect(await work.taken).toBe('first');
  });

  test('do not wait for those of another job', async () => {
    take(A, 'of a');

    const ofB = take(B, 'of b');
    ofB.end();

    expect(await ofB.taken).toBe('of b');
  });

  test('go on after work that throws, which rejects with its error', async () => {
    const failing = turns.take(A, () => Promise.reject(new Error('The store is away.')));
    const next = take(A, 'next');
    next.end();

    await expect(failing).rejects.toThrow('The store is away.');
    expect(await next.taken).toBe('next');
  });

  test('go on after work that throws before it has waited for anything', async () => {
    const failing = turns.take(A, () => {
      throw new Error('A fault.');
    });
    const next = take(A, 'next');
    next.end();

    await expect(failing).rejects.toThrow('A fault.');
    expect(await next.taken).toBe('next');
  });
});

describe('work that hangs', () => {
  test('keeps the next waiting for the length of a turn', async () => {
    take(A, 'hanging');
    take(A, 'next');
    await settle();
    expect(done).toEqual(['hanging begins']);

    pauses.endAll();
    await settle();

    expect(pauses.asked).toEqual([TURN_MS]);
    expect(done).toEqual(['hanging begins', 'next begins']);
  });

  test('does not end the turn of another when it ends at last', async () => {
    const hanging = take(A, 'hanging');
    take(A, 'next');
    take(A, 'last');
    pauses.endAll();
    await settle();

    hanging.end();
    await hanging.taken;
    await settle();

    expect(done).toEqual(['hanging begins', 'next begins', 'hanging ends']);
  });

  test('is bounded anew for each that hangs', async () => {
    for (const name of ['first', 'second', 'third']) take(A, name);

    pauses.endAll();
    await settle();
    pauses.endAll();
    await settle();

    expect(done).toEqual(['first begins', 'second begins', 'third begins']);
  });

  test('and waits for a turn of its own job gets it in the end', async () => {
    const nested = turns.take(A, () => turns.take(A, async () => 'inner'));
    await settle();

    pauses.endAll();

    expect(await nested).toBe('inner');
  });
});

describe('at rest', () => {
  test('nothing is kept of a job that nobody has a turn of', async () => {
    const works = [take(A, 'one'), take(A, 'two'), take(B, 'three')];
    expect(turns.jobsInWork).toBe(2);
    for (const { end } of works) end();

    await Promise.all(works.map(({ taken }) => taken));

    expect(turns.jobsInWork).toBe(0);
  });

  test('nothing is kept of a job whose work hung and was passed by', async () => {
    const hanging = take(A, 'hanging');
    const next = take(A, 'next');
    pauses.endAll();
    next.end();
    await next.taken;
    expect(turns.jobsInWork).toBe(0);

    hanging.end();
    await hanging.taken;

    expect(turns.jobsInWork).toBe(0);
  });

  test('a turn that nobody waits for starts no timer', async () => {
    const work = take(A, 'alone');
    work.end();
    await work.taken;

    expect(pauses.asked).toEqual([]);
  });
});
