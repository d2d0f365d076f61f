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
import { isDone, type ApplyDependencies, type ApplyPair, type PairOutcome } from './apply-pair.ts';
import { createApplySettled } from './apply-settled.ts';
import { asWriter, type Writing, type WritingDependencies } from './as-writer.ts';
import { askForRound } from './ask-for-round.ts';
import { createCarryOut, type CarryOutDependencies } from './carry-out-command.ts';
import { ended, readSource, stampOf } from './read-source.ts';
import { walkFleet, type FleetPair, type WalkDependencies } from './walk-fleet.ts';
import { wantedJob, type FleetSource } from './wanted-job.ts';

/*
 * A fleet is saved in one conditional write, and its jobs follow: a round walks its models and its jobs side by side, some
 * two hundred at a time, makes each job what is wanted, and notes how far it has come under the note's version. A process that
 * dies leaves a note, and whoever comes next goes on behind it; what was done twice is found done. Of two at the same work one
 * finds the note changed, and stops.
 *
 * One that was slow may have written what a later definition no longer wants, where the later round had found nothing to
 * write: it sees so when it stops, and asks for one more round. Killed at that very moment, it is found by what it said when
 * it began (`as-writer.ts`).
 */

export interface TendDependencies
  extends ApplyDependencies, WalkDependencies, CarryOutDependencies, WritingDependencies {
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
  const { clock } = dependencies;
  const carryOut = createCarryOut(dependencies);
  const missed = (fleetId: string) => () => askForRound(dependencies, fleetId);
  return async (fleetId, until) => {
    const seen = await look(dependencies, fleetId);
    if (seen === undefined) return 'gone';
    if (!hasWork(seen, clock.now())) return 'at-rest';
    for (;;) {
      const work = (writing: Writing) => goOn(dependencies, { fleetId, writing, carryOut });
      const step = await asWriter(dependencies, fleetId, { work, missed: missed(fleetId) });
      if (step !== 'moved') return step;
      if (clock.now() >= until) return 'under-way';
    }
  };
}

interface Seen {
  readonly source: Source;
  readonly stored: Versioned<FleetProgress> | undefined;
}

/** The note first: one that is written over it later shows that the definition may have changed as well. */
async function look(dependencies: TendDependencies, fleetId: string): Promise<Seen | undefined> {
  const stored = await dependencies.fleetProgress.get(fleetId);
  const source = await readSource(dependencies, fleetId);
  return source === undefined ? undefined : { source, stored };
}

/** Whether there is anything to do, as far as two reads tell: a fleet at rest costs no more. */
function hasWork({ source, stored }: Seen, now: number): boolean {
  const progress = stored?.value;
  const isAsked = progress?.command !== undefined && progress.command.finishedAt === undefined;
  return isAsked || source.fleet.state === 'deleting' || roundOf(source, progress, now) !== undefined;
}

interface Work {
  readonly fleetId: string;
  readonly writing: Writing;
  readonly carryOut: ReturnType<typeof createCarryOut>;
}

/** What to write is read after it was said that something is written. */
async function goOn(
  dependencies: TendDependencies,
  { fleetId, writing, carryOut }: Work,
): Promise<'moved' | TendOutcome> {
  const seen = await look(dependencies, fleetId);
  if (seen === undefined) return 'gone';
  return (await carryOut(seen.source, seen.stored)) ?? (await goRound(dependencies, seen, writing));
}

/** The next stretch of the round under way, or of the one that is due. */
async function goRound(
  dependencies: TendDependencies,
  { source, stored }: Seen,
  writing: Writing,
): Promise<'moved' | TendOutcome> {
  const { clock, fleetProgress } = dependencies;
  const { fleetId } = source.fleet;
  const round = roundOf(source, stored?.value, clock.now());
  if (round === undefined) {
    if (source.fleet.state !== 'deleting') return 'at-rest';
    return end(dependencies, source, { last: stored?.value.last, writerId: writing.writerId });
  }
  const stretch = await walkFleet(dependencies, source, round.position);
  const done = await applyAll(dependencies, source, { pairs: stretch.pairs, until: writing.until });
  const progress = noted(stored?.value ?? { fleetId }, round, {
    ...done,
    end: stretch.next,
    now: clock.now(),
  });
  const saved = await fleetProgress.save(progress, { ifVersion: stored?.version });
  if (saved !== 'conflict') return 'moved';
  if (hasWritten(done.counts)) await mend(dependencies, source, stretch.pairs);
  return 'overtaken';
}

/** The progress with what was done of a round; `end`: where the stretch ends, absent for the last one. */
function noted(
  { round: _before, ...rest }: FleetProgress,
  round: FleetRound,
  { reached, end: last, ...done }: Done & { readonly end: string | undefined; readonly now: number },
): FleetProgress {
  const next = reached ?? last;
  const after = advanced(round, { ...done, next });
  return next === undefined ? { ...rest, last: after } : { ...rest, round: after };
}

/** What was written for an older definition is looked at once more; for a fleet that is gone it is undone. */
async function mend(
  dependencies: TendDependencies,
  source: Source,
  pairs: readonly FleetPair[],
): Promise<void> {
  const { fleetId } = source.fleet;
  const present = await readSource(dependencies, fleetId);
  if (present === undefined) {
    await applyAll(dependencies, ended(source), { pairs: pairs.map(withoutModel), until: Infinity });
  } else if (stampOf(present) !== stampOf(source)) {
    await askForRound(dependencies, fleetId);
  }
}

function withoutModel({ modelId }: FleetPair): FleetPair {
  return { modelId };
}

/** The round to go on with, or the one that is due; undefined: there is none. */
function roundOf(source: Source, progress: FleetProgress | undefined, now: number): FleetRound | undefined {
  const of = stampOf(source);
  if (progress?.round?.of === of) return progress.round;
  return isRoundDue(progress?.last, of, now) ? newRound(of, source.fleet.generation, now) : undefined;
}

type Source = FleetSource & { readonly version: string };

interface Ending {
  readonly last: FleetRound | undefined;
  readonly writerId: string;
}

/**
 * Its jobs are let go: the note goes first, so that a fleet of that id that comes later begins anew. It stays while somebody
 * else may be writing, for it is by the fleet that what such a one leaves behind is found.
 */
async function end(
  { fleets, fleetProgress, fleetWriters }: TendDependencies,
  { fleet, version }: Source,
  { last, writerId }: Ending,
): Promise<TendOutcome> {
  // Some job is still there: another round looks at it in a while.
  if (last === undefined || last.counts.failed > 0) return 'at-rest';
  const writers = await fleetWriters.writersOf(fleet.fleetId);
  if (writers.some((writer) => writer.writerId !== writerId)) return 'at-rest';
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
  /** There was no time for all: the last model that is done. */
  readonly reached?: string | undefined;
}

interface Stretch {
  readonly pairs: readonly FleetPair[];
  /** Nothing is begun after this (epoch ms). */
  readonly until: number;
}

async function applyAll(
  dependencies: TendDependencies,
  source: FleetSource,
  { pairs, until }: Stretch,
): Promise<Done> {
  const apply = createApplySettled(dependencies, source);
  let counts = NO_FLEET_COUNTS;
  let stoppedAt: number | undefined;
  const faults: FleetFault[] = [];
  await eachAtOnce(oneByOne([...pairs.entries()]), AT_ONCE, async ([index, pair]) => {
    // The first is done whatever the time: so slow a store may be that there is never any left.
    if (stoppedAt !== undefined || (index > 0 && dependencies.clock.now() >= until)) {
      stoppedAt ??= index;
      return 'stop';
    }
    const done = await applySafely(dependencies, { source, pair }, apply);
    counts = addFleetCounts(counts, countOf(pair, done));
    if (done.outcome === 'failed') faults.push({ ...done, modelId: pair.modelId });
    return 'go-on';
  });
  return {
    counts,
    faults: faults.map(({ modelId, jobId, issues }) => ({ modelId, jobId, issues })),
    ...(stoppedAt === undefined ? {} : { reached: pairs[stoppedAt - 1]?.modelId }),
  };
}

/** What is done already is seen without reading the job. One model that fails never stops the others. */
async function applySafely(
  dependencies: TendDependencies,
  { source, pair }: { readonly source: FleetSource; readonly pair: FleetPair },
  apply: ApplyPair,
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
