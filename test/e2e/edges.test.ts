import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { startOwnStack, type OwnStack } from '../../local/edge-sim/own-stack.ts';
import { planSimulation } from '../../local/edge-sim/plan-simulation.ts';
import { simulate, type Progress } from '../../local/edge-sim/simulate.ts';
import { startStack, type Stack } from '../../local/stack.ts';
import { storageAccount } from '../support/storage-account.ts';
import { STRICT } from '../support/strict.ts';
import { LineBetween } from './line-between.ts';
import { PATIENCE } from '../support/patience.ts';

const written = z.object({ origin: z.string(), generation: z.number(), value: z.looseObject({}).nullable() });
const planes = z.object({
  controlPlane: z.string(),
  peers: z.array(z.looseObject({ name: z.string(), agreedAt: z.string().optional() })),
  conflicts: z.array(
    z.object({ site: z.string(), name: z.string(), current: written, others: z.array(written) }),
  ),
});

interface At {
  readonly url: string;
}

/** East reaches west, by a line that can be cut; west knows of nobody. */
describe('two control planes on two local stacks', () => {
  let east: Stack;
  let west: OwnStack;
  let line: LineBetween;

  beforeAll(async () => {
    const [storage, other] = [await storageAccount(), await storageAccount()];
    west = await startOwnStack({ storage: other, settings: { EDGE__controlPlane: 'west' } });
    line = new LineBetween(west.url);
    await line.start();
    const EDGE__peers = JSON.stringify([{ name: 'west', url: line.url }]);
    const settings = { EDGE__controlPlane: 'east', EDGE__exchangeSchedule: '* * * * * *', EDGE__peers };
    east = await startStack({
      storage,
      strict: STRICT,
      settings: { ...settings, RATE_LIMIT__requestsPerMinute: '0' },
    });
  });

  afterAll(async () => {
    await east.stop();
    await line.stop();
    await west.stop();
  });

  async function ask({ url }: At, path: string, init: RequestInit = {}) {
    const response = await fetch(`${url}/api/${path}`, init);
    const answer: unknown = await response.json();
    return { status: response.status, answer };
  }

  function put(at: At, path: string, body: object) {
    const headers = { 'content-type': 'application/json' };
    return ask(at, path, { method: 'PUT', headers, body: JSON.stringify(body) });
  }

  async function planesAt(at: At) {
    return planes.parse((await ask(at, 'edge-control-planes')).answer);
  }

  async function titleAt(at: At, site: string): Promise<unknown> {
    const { status, answer } = await ask(at, `edge-sites/${site}`);
    return status === 200
      ? z.object({ settings: z.looseObject({}) }).parse(answer).settings['title']
      : status;
  }

  test('share what is set in either, and hold their own sites', async () => {
    await put(west, 'edge-sites/north', { title: 'North', controlPlane: 'west' });
    await put(east, 'edge-sites/south', { title: 'South', controlPlane: 'east' });

    await vi.waitFor(async () => {
      expect(await titleAt(east, 'north')).toBe('North');
      expect(await titleAt(west, 'south')).toBe('South');
    }, PATIENCE);
    const registration = { instanceId: 'a1b2c3d4', edges: [{ edge: 'e', availableWatts: 10 }] };
    const refused = await put(east, 'edge-sites/north/agents/e', registration);
    expect(refused.status).toBe(410);
    expect(JSON.stringify(refused.answer)).toContain('west');
    expect((await put(west, 'edge-sites/north/agents/e', registration)).status).toBe(200);
  });

  test('show what both have changed at the same time, until somebody settles it', async () => {
    // Both make the first generation of it: the greater name is in force.
    await line.cut();
    await put(east, 'edge-sites/shared', { title: 'As east has it' });
    await put(west, 'edge-sites/shared', { title: 'As west has it' });
    line.mend();
    await vi.waitFor(async () => {
      for (const plane of [east, west]) {
        expect((await planesAt(plane)).conflicts).toMatchObject([
          {
            ...{ site: 'shared', name: 'site' },
            current: { origin: 'west', value: { title: 'As west has it' } },
            others: [{ origin: 'east', value: { title: 'As east has it' } }],
          },
        ]);
      }
    }, PATIENCE);

    await put(west, 'edge-sites/shared', { title: 'As agreed' });
    await vi.waitFor(async () => {
      expect(await titleAt(east, 'shared')).toBe('As agreed');
      expect((await planesAt(east)).conflicts).toEqual([]);
      expect((await planesAt(west)).conflicts).toEqual([]);
    }, PATIENCE);
    expect((await planesAt(east)).peers.map(({ name }) => name)).toEqual(['west']);
  });

  test('do all work of a simulation in which edges are killed and come back', async () => {
    const options = {
      edges: 20,
      jobs: 40,
      sites: 2,
      perAgent: 2,
      // Longer than it takes to hand them out, on a slow machine too.
      workSeconds: 10,
      overSeconds: 2,
      losePercent: 20,
    };
    const plan = planSimulation({ ...options, seed: '1', withinSeconds: 200 }, 'sim');
    const seen: Progress[] = [];

    const result = await simulate(plan, {
      ...{ connection: { url: east.url }, lostAfterSeconds: 5, reportEverySeconds: 1, chunkSeconds: 1 },
      ...{ soonestMs: 200, lookEveryMs: 250, withinSeconds: 200 },
      onProgress: (progress) => {
        seen.push(progress);
      },
    });

    expect(result.wrong).toEqual([]);
    expect(result).toMatchObject({ isComplete: true, edgesLost: 4, figures: { jobsDone: 40 } });
    expect(result.spentByEdges).toBeGreaterThanOrEqual(result.figures.wattSecondsDone - 40);
    expect(seen.some(({ edges }) => edges.busy > 10)).toBe(true);
  });
});
