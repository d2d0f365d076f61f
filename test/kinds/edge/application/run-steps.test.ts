import { beforeEach, describe, expect, test } from 'vitest';
import type { LoadedWork } from '../../../../shared/application/load-plain-work.ts';
import {
  createAskForRun,
  createChooseOrder,
  type TaskTerms,
} from '../../../../shared/kinds/edge/application/run-steps.ts';
import { defaultSiteSettings, type SiteSettings } from '../../../../shared/kinds/edge/domain/edge-config.ts';
import { writeShared } from '../../../../shared/kinds/edge/domain/shared-config/shared-document.ts';
import { EdgeWorld, type EdgeInstance } from '../../../support/edge/edge-world.ts';
import { exampleJob } from '../../../support/example-job.ts';
import { exampleRunningRun } from '../../../support/example-run.ts';
import { present } from '../../../support/present.ts';

const { runId } = exampleRunningRun();
const ATTEMPT = { runId, attempt: 1 };
const TERMS = { wattSeconds: 50, labels: {}, maxEdges: 20, minChunkWattSeconds: 1, priority: 0 };
const ORDER = { ...TERMS, site: 'north', orderId: 'heat' };

let world: EdgeWorld;
let app: EdgeInstance;

beforeEach(() => {
  world = new EdgeWorld();
  app = world.instance();
});

function loaded(task: TaskTerms): LoadedWork<TaskTerms> {
  const interval = { from: 0, to: 1 };
  return { outcome: 'loaded', run: exampleRunningRun(), job: exampleJob(), task, interval };
}

/** Answers one after the other to whoever looks at the run. */
function stepsOf(...looks: readonly LoadedWork<TaskTerms>[]) {
  const left = [...looks];
  const parts = {
    ...app,
    ...{ orders: world.orders, scheduler: world.scheduler, controlPlane: 'main' },
    load: async () => present(left.shift(), 'further look at the run'),
    clock: { now: () => world.now },
    fingerprint: () => 'f1',
  };
  return { askForRun: createAskForRun(parts), chooseOrder: createChooseOrder(parts) };
}

async function setSite(site: string, settings: Partial<SiteSettings>): Promise<void> {
  const value = { ...defaultSiteSettings(site), ...settings };
  const written = { key: `${site}/site`, before: undefined, value };
  const shared = writeShared(written, { origin: 'main', at: 0, by: 'ada' });
  await world.configs.save({ site, name: 'site', shared }, { ifVersion: undefined });
}

/** An agent of one edge. */
async function register(site: string, availableWatts: number): Promise<void> {
  const edge = { edge: 'e', availableWatts, capacity: 1, labels: {}, isLeaving: false, chunks: [] };
  await app.registerAgent({ site, agent: 'e', instanceId: 'e', edges: [edge] });
}

describe('a run that asks for power', () => {
  test('keeps what it has asked for while it goes on', async () => {
    const { askForRun } = stepsOf(loaded(TERMS), loaded(TERMS));

    expect(await askForRun(ATTEMPT, ORDER)).toEqual({ outcome: 'asked' });
    expect(present(await app.readOrder('north', 'heat')).order.wanted).toBe('spent');
  });

  test('withdraws what it has asked for when it ended meanwhile', async () => {
    // Its withdrawal came before the order was there, and found nothing.
    const { askForRun } = stepsOf(loaded(TERMS), { outcome: 'over' });

    expect(await askForRun(ATTEMPT, ORDER)).toEqual({ outcome: 'over' });
    const { order, ledger } = present(await app.readOrder('north', 'heat'));
    expect([order.wanted, ledger.state]).toEqual(['withdrawn', 'withdrawn']);
  });

  test('leaves to a later attempt what that has asked for', async () => {
    const later = stepsOf(loaded(TERMS), loaded(TERMS));
    const late = stepsOf(loaded(TERMS), { outcome: 'over' });

    await later.askForRun({ ...ATTEMPT, attempt: 2 }, ORDER);
    await late.askForRun(ATTEMPT, ORDER);

    expect(present(await app.readOrder('north', 'heat')).order).toMatchObject({
      wanted: 'spent',
      attempt: 2,
    });
  });
});

describe('a run that names its site', () => {
  test('has its power spent there, before anybody has heard of the site', async () => {
    const { chooseOrder } = stepsOf(loaded({ ...TERMS, site: 'north' }));

    expect(await chooseOrder(ATTEMPT)).toEqual({
      outcome: 'chosen',
      order: { ...ORDER, orderId: `${ATTEMPT.runId}.f1` },
    });
  });

  test('waits, and says why, while another control plane holds it', async () => {
    await setSite('north', { controlPlane: 'west' });
    const { chooseOrder } = stepsOf(loaded({ ...TERMS, site: 'north' }));

    expect(await chooseOrder(ATTEMPT)).toEqual({
      outcome: 'none',
      failure: {
        reason: 'no-capacity',
        message: "Site 'north' is held by the control plane 'west': schedule the job there.",
      },
    });
  });

  test('goes there when this control plane is the one that holds it', async () => {
    await setSite('north', { controlPlane: 'main' });
    const { chooseOrder } = stepsOf(loaded({ ...TERMS, site: 'north' }));

    expect(await chooseOrder(ATTEMPT)).toMatchObject({ outcome: 'chosen', order: { site: 'north' } });
  });
});

describe('a site that is for jobs of some value streams', () => {
  const { valueStream } = exampleJob();
  const refused = {
    outcome: 'rejected',
    failure: {
      reason: 'service-refused',
      message:
        `Site 'north' is not for jobs of the value stream '${valueStream}': name another one, or have its settings name ` +
        'the value stream among `jobValueStreams`.',
    },
  };

  test('takes no others, though they name it', async () => {
    await setSite('north', { jobValueStreams: [`not-${valueStream}`] });

    expect(await stepsOf(loaded({ ...TERMS, site: 'north' })).chooseOrder(ATTEMPT)).toEqual(refused);
  });

  test('takes those', async () => {
    await setSite('north', { jobValueStreams: [`not-${valueStream}`, valueStream] });

    expect(await stepsOf(loaded({ ...TERMS, site: 'north' })).chooseOrder(ATTEMPT)).toMatchObject({
      outcome: 'chosen',
    });
  });

  test('is not chosen for others, whatever it has', async () => {
    await register('north', 1000);
    await register('south', 10);
    await setSite('north', { jobValueStreams: [] });

    const { chooseOrder } = stepsOf(loaded(TERMS), loaded(TERMS));
    expect(await chooseOrder(ATTEMPT)).toMatchObject({ outcome: 'chosen', order: { site: 'south' } });
    await setSite('south', { jobValueStreams: [] });
    expect(await chooseOrder(ATTEMPT)).toEqual({
      outcome: 'none',
      failure: {
        reason: 'no-capacity',
        message: `No site of this control plane has an edge for jobs of the value stream '${valueStream}'.`,
      },
    });
  });

  test('keeps a later attempt from going elsewhere, where all of it would be spent anew', async () => {
    await register('north', 10);
    await register('south', 1000);
    const orderId = `${runId}.f1`;
    await stepsOf(loaded(TERMS), loaded(TERMS)).askForRun(ATTEMPT, { ...ORDER, orderId });
    await setSite('north', { jobValueStreams: [] });

    expect(await stepsOf(loaded(TERMS)).chooseOrder({ ...ATTEMPT, attempt: 2 })).toEqual(refused);
  });
});
