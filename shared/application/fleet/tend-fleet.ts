import { Unavailable, VersionConflict } from '../../domain/errors.ts';
import {
  addFleetCounts,
  isRoundDue,
  MAX_FAULTS,
  newRound,
  NO_FLEET_COUNTS,
  type FleetCounts,
  type FleetFault,
  type FleetProgress,
  type FleetRound,
} from '../../domain/fleet/fleet-progress.ts';
import { eachAtOnce } from '../each-at-once.ts';
import type { Clock, Log } from '../ports/environment.ts';
import type { FleetProgressStore } from '../ports/fleet-progress-store.ts';
import type { FleetStore } from '../ports/fleet-store.ts';
import type { TemplateStore } from '../ports/template-store.ts';
import type { Versioned } from '../ports/versioned.ts';
import type { UpsertDependencies } from '../upsert-row.ts';
import { createApplyPair, isDone, type ApplyDependencies, type PairOutcome } from './apply-pair.ts';
import { createCarryOut, type CarryOutDependencies } from './carry-out-command.ts';
import { readSource, stampOf } from './read-source.ts';
import { walkFleet, type FleetPair, type WalkDependencies } from './walk-fleet.ts';
import { wantedJob, type FleetSource } from './wanted-job.ts';

/*
 * A fleet is saved in one conditional write, and its jobs follow: a round walks its models and its jobs side by side, some
 * two hundred at a time, makes each job what is wanted, and notes how far it has come under the note's version. A process that
 * dies leaves a note, and whoever comes next goes on behind it; what was done twice is found done. Of two at the same work one
 * finds the note changed, and stops.
 *
 * One that was slow may have written what a later definition no longer wants, where the later round had found nothing to
 * write: it sees so when it stops, and asks for one more round. Killed at that very moment, it leaves that to the round that
 * begins every hour.
 */

export interface TendDependencies extends ApplyDependencies, WalkDependencies, CarryOutDependencies {
  readonly models: UpsertDependencies['models'];
  readonly fleets: FleetStore;
  readonly templates: TemplateStore;
  readonly fleetProgress: FleetProgressStore;
  readonly clock: Clock;
  readonly log: Log;
}

/** `under-way`: there is more to do than there was time for. `overtaken`: another is at it. */
export type TendOutcome = 'at-rest' | 'under-way' | 'overtaken' | 'gone';

/** Does what is to be done for a fleet, until it is at rest or the instant (epoch ms) is over. Throws Unavailable. */
export type TendFleet = (fleetId: string, until: number) => Promise<TendOutcome>;

/** Jobs that are written at the same time: enough to hide the latency of a store that groups what is asked of it at once. */
const AT_ONCE = 64;

export function createTendFleet(dependencies: TendDependencies): TendFleet {
  const { fleetProgress, clock } = dependencies;
  const carryOut = createCarryOut(dependencies);
  return async (fleetId, until) => {
    for (;;) {
      const source = await readSource(dependencies, fleetId);
      if (source === undefined) return 'gone';
      const stored = await fleetProgress.get(fleetId);
      const step = (await carryOut(source, stored)) ?? (await goRound(dependencies, source, stored));
      if (step !== 'moved') return step;
      if (clock.now() >= until) return 'under-way';
    }
  };
}

/** The next stretch of the round under way, or of the one that is due. */
async function goRound(
  dependencies: TendDependencies,
  source: Source,
  stored: Versioned<FleetProgress> | undefined,
): Promise<'moved' | TendOutcome> {
  const { clock, fleetProgress } = dependencies;
  const { fleetId } = source.fleet;
  const of = stampOf(source);
  const round = roundOf(source, stored?.value, clock.now());
  if (round === undefined) {
    return source.fleet.state === 'deleting' ? end(dependencies, source, stored?.value.last) : 'at-rest';
  }
  const stretch = await walkFleet(dependencies, source, round.position);
  const done = await applyAll(dependencies, source, stretch.pairs);
  const next = advanced(round, { ...done, next: stretch.next, now: clock.now() });
  const { round: _before, ...rest } = stored?.value ?? { fleetId };
  const progress = stretch.next === undefined ? { ...rest, last: next } : { ...rest, round: next };
  const saved = await fleetProgress.save(progress, { ifVersion: stored?.version });
  if (saved !== 'conflict') return 'moved';
  if (hasWritten(done.counts)) await askForRound(dependencies, fleetId, of);
  return 'overtaken';
}

/** The round to go on with, or the one that is due; undefined: there is none. */
function roundOf(source: Source, progress: FleetProgress | undefined, now: number): FleetRound | undefined {
  const of = stampOf(source);
  if (progress?.round?.of === of) return progress.round;
  return isRoundDue(progress?.last, of, now) ? newRound(of, source.fleet.generation, now) : undefined;
}

type Source = FleetSource & { readonly version: string };

/** Its jobs are let go: the note goes first, so that a fleet of that id that comes later begins anew. */
async function end(
  { fleets, fleetProgress }: TendDependencies,
  { fleet, version }: Source,
  last: FleetRound | undefined,
): Promise<TendOutcome> {
  // Some job is still there: another round looks at it in a while.
  if (last === undefined || last.counts.failed > 0) return 'at-rest';
  try {
    await fleetProgress.remove(fleet.fleetId);
    await fleets.remove(fleet.fleetId, { ifVersion: version });
    return 'gone';
  } catch (error) {
    if (error instanceof VersionConflict) return 'overtaken';
    throw error;
  }
}

interface Done {
  readonly counts: FleetCounts;
  readonly faults: readonly FleetFault[];
}

async function applyAll(
  dependencies: TendDependencies,
  source: FleetSource,
  pairs: readonly FleetPair[],
): Promise<Done> {
  const apply = createApplyPair(dependencies, source);
  let counts = NO_FLEET_COUNTS;
  const faults: FleetFault[] = [];
  await eachAtOnce(oneByOne(pairs), AT_ONCE, async (pair) => {
    const done = await applySafely(dependencies, { source, pair }, apply);
    counts = addFleetCounts(counts, countOf(pair, done));
    if (done.outcome === 'failed') faults.push({ ...done, modelId: pair.modelId });
    return 'go-on';
  });
  return { counts, faults: faults.map(({ modelId, jobId, issues }) => ({ modelId, jobId, issues })) };
}

/** What is done already is seen without reading the job. One model that fails never stops the others. */
async function applySafely(
  dependencies: TendDependencies,
  { source, pair }: { readonly source: FleetSource; readonly pair: FleetPair },
  apply: ReturnType<typeof createApplyPair>,
): Promise<PairOutcome> {
  const { model, member } = pair;
  try {
    const isSame =
      model !== undefined && isDone(member?.fleet, wantedJob(dependencies, source, model).membership);
    return isSame ? { outcome: 'unchanged' } : await apply(pair);
  } catch (error) {
    // Nothing else can be had from a store that does not answer: the next pass tries again from here.
    if (error instanceof Unavailable) throw error;
    const { jobId } = member ?? wantedJob(dependencies, source, pair);
    dependencies.log.error('The job of a fleet could not be made what it should be.', error, { jobId });
    return { outcome: 'failed', jobId, issues: [{ pointer: '', message: 'a fault of ours; it is logged' }] };
  }
}

function countOf({ model }: FleetPair, { outcome }: PairOutcome): FleetCounts {
  const models = model === undefined ? 0 : 1;
  return outcome === 'none' ? { ...NO_FLEET_COUNTS, models } : { ...NO_FLEET_COUNTS, models, [outcome]: 1 };
}

async function* oneByOne<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}

function advanced(
  { position: _before, ...round }: FleetRound,
  { counts, faults, next, now }: Done & { readonly next: string | undefined; readonly now: number },
): FleetRound {
  return {
    ...round,
    updatedAt: now,
    ...(next === undefined ? {} : { position: next }),
    counts: addFleetCounts(round.counts, counts),
    faults: [...round.faults, ...faults].slice(0, MAX_FAULTS),
  };
}

function hasWritten({ created, edited, removed, kept }: FleetCounts): boolean {
  return created + edited + removed + kept > 0;
}

/** What was written for an older definition is looked at once more. */
async function askForRound(
  dependencies: Pick<TendDependencies, 'fleets' | 'templates' | 'fleetProgress'>,
  fleetId: string,
  of: string,
): Promise<void> {
  for (;;) {
    const source = await readSource(dependencies, fleetId);
    if (source === undefined || stampOf(source) === of) return;
    const stored = await dependencies.fleetProgress.get(fleetId);
    if (stored === undefined) return;
    const { command } = stored.value;
    const again = { fleetId, ...(command === undefined ? {} : { command }) };
    if ((await dependencies.fleetProgress.save(again, { ifVersion: stored.version })) !== 'conflict') return;
  }
}
