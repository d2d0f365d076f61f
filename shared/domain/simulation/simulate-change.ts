import { amended, isBehind, partsOf, redefined, undispatched } from '../job/edit.ts';
import { paused, resumed } from '../job/pause.ts';
import { sameJson } from '../job/same-json.ts';
import { nextDueAt } from '../schedule/next-due-at.ts';
import { nothingToCome } from './nothing-to-come.ts';
import { simulateDispatch } from './simulate-dispatch.ts';
import type { SimulatedWorld } from './simulated-world.ts';
import type { SimulatedChange } from './simulation.ts';

/** A person changes the job; what does not apply to its state then (a resume of an active job) changes nothing. */
export function simulateChange(world: SimulatedWorld, change: SimulatedChange): void {
  const { job, now } = world;
  switch (change.type) {
    case 'edit':
      edit(world, change);
      return;
    case 'pause': {
      if (job.state !== 'active') return;
      const { runMissed, resumeAt } = change;
      const pause = { pausedAt: now, author: 'simulation', reason: 'as asked', runMissed };
      world.save(paused(job, resumeAt === undefined ? pause : { ...pause, resumeAt }));
      return;
    }
    case 'resume':
      if (job.state !== 'paused' && job.state !== 'quarantined') return;
      world.save(resumed(job, { runMissed: change.runMissed, now }));
      simulateDispatch(world);
  }
}

function edit(world: SimulatedWorld, change: Extract<SimulatedChange, { readonly type: 'edit' }>): void {
  const { now, calendars } = world;
  const present = partsOf(world.job);
  const { recurrences: before, policies: presentPolicies } = present;
  const { recurrences = before, policies = presentPolicies } = change;
  const parts = { ...present, recurrences, policies };
  if (sameJson(before, recurrences)) {
    if (sameJson(presentPolicies, policies)) return;
    world.save(amended(world.job, parts, now));
  } else {
    const next = nextDueAt(recurrences, now, calendars);
    if (next === undefined) {
      throw nothingToCome(`/edits/${world.simulation.changes.filter(isEdit).indexOf(change)}/recurrences`);
    }
    // What was due before is the old definition's: it is dispatched first, by its own policies.
    if (isBehind(world.job, now)) simulateDispatch(world);
    world.skip(undispatched(world.job, { now, calendars, reason: 'job-edited' }));
    world.save(redefined(world.job, parts, { next, now }));
  }
  simulateDispatch(world);
}

function isEdit(change: SimulatedChange): boolean {
  return change.type === 'edit';
}
