import { planDispatch } from '../dispatch/plan-dispatch.ts';
import type { Job } from '../job/job.ts';
import { dispatchedAgain } from '../run/run-transitions.ts';
import type { SimulatedWorld } from './simulated-world.ts';

const SECOND_MS = 1000;

/** Works the job off until nothing of it is due. */
export function simulateDispatch(world: SimulatedWorld): void {
  const { simulation, calendars, now } = world;
  const moment = { now, lookAheadMs: simulation.lookAheadSeconds * SECOND_MS, calendars };
  for (;;) {
    const plan = planDispatch(world.job, moment);
    if (plan === undefined) return;
    world.save(plan.job);
    world.skip(plan.skipped);
    for (const planned of plan.runs) {
      const stored = world.runs.get(planned.runId);
      const run = stored === undefined ? planned : dispatchedAgain(stored, planned);
      if (run === undefined) continue;
      world.put(run);
      world.send(run);
    }
    if (!plan.hasMore || world.slotCount > simulation.maxSlots) return;
  }
}

/** The dispatcher's next pass that finds something to do; infinite when there is none. */
export function nextDispatchAt({ job, simulation, agenda, now }: SimulatedWorld): number {
  const wakeAt = wakeAtOf(job, simulation.lookAheadSeconds * SECOND_MS);
  if (wakeAt === Infinity) return Infinity;
  const everyMs = simulation.dispatchEverySeconds * SECOND_MS;
  const passAfter = (instant: number) =>
    simulation.from + Math.ceil((instant - simulation.from) / everyMs) * everyMs;
  let at = passAfter(Math.max(wakeAt, now));
  for (let up = agenda.afterOutages(at); up > at; up = agenda.afterOutages(at)) at = passAfter(up);
  return at;
}

function wakeAtOf({ state, nextDueAt, pause }: Job, lookAheadMs: number): number {
  if (state === 'active') return (nextDueAt ?? Infinity) - lookAheadMs;
  return state === 'paused' ? (pause?.resumeAt ?? Infinity) : Infinity;
}
