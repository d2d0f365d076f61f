import type { SimulatedEvent } from './agenda.ts';
import { reportSimulation } from './report-simulation.ts';
import { simulateAttemptEnd } from './simulate-end.ts';
import { simulateChange } from './simulate-change.ts';
import { nextDispatchAt, simulateDispatch } from './simulate-dispatch.ts';
import { simulateMessage } from './simulate-start.ts';
import { SimulatedWorld } from './simulated-world.ts';
import type { Simulation, SimulationResult } from './simulation.ts';

/**
 * What the app would do with a job from one instant to another: the very rules that dispatch, start, retry and end
 * runs, under a clock that leaps from one event to the next. Nothing is stored, and nothing else takes places at
 * the job's concurrency key.
 *
 * Throws InvalidInput when the recurrences, or those of an edit, name no instant to come or cannot be calculated.
 */
export function simulateJob(simulation: Simulation): SimulationResult {
  const world = new SimulatedWorld(simulation);
  const endedBy = run(world, simulation);
  const endedAt = endedBy === 'until' ? simulation.until : world.now;
  return reportSimulation(world, { endedBy, endedAt });
}

function run(
  world: SimulatedWorld,
  { from, until, maxSlots, maxSteps, isOutOfTime = never }: Simulation,
): SimulationResult['endedBy'] {
  const { agenda } = world;
  // Who makes a job dispatches at once what is due within the look-ahead.
  if (agenda.afterOutages(from) === from) simulateDispatch(world);
  for (let steps = 0; ; steps += costOf(world)) {
    if (world.slotCount > maxSlots) return 'slots';
    if (steps >= maxSteps || isOutOfTime()) return 'steps';
    const dispatchAt = nextDispatchAt(world);
    const isEvent = agenda.isBeforeDispatch(dispatchAt);
    const at = isEvent ? agenda.nextAt : dispatchAt;
    if (at > until) return 'until';
    world.now = at;
    if (isEvent) happen(world, agenda.take());
    else simulateDispatch(world);
  }
}

/** A lane is copied whole with each run that enters or leaves it. */
function costOf({ lane }: SimulatedWorld): number {
  return 1 + (lane === undefined ? 0 : Math.floor(lane.going.length / 128));
}

function happen(world: SimulatedWorld, event: SimulatedEvent | undefined): void {
  switch (event?.type) {
    case 'attempt-end':
      simulateAttemptEnd(world, event);
      return;
    case 'change':
      simulateChange(world, event.change);
      return;
    case 'message':
      simulateMessage(world, event.runId, event.attempt);
      return;
    case undefined:
  }
}

function never(): boolean {
  return false;
}
