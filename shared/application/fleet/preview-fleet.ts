import { InvalidInput, type Issue } from '../../domain/errors.ts';
import { newFleet, type FleetDefinition } from '../../domain/fleet/fleet.ts';
import type { PreviewOutcome } from '../../domain/fleet/preview-outcome.ts';
import { definitionDifferences } from '../../domain/job/definition-differences.ts';
import type { Difference } from '../../domain/job/difference.ts';
import type { Job } from '../../domain/job/job.ts';
import { inOrder } from '../in-order.ts';
import type { FleetStore } from '../ports/fleet-store.ts';
import type { TemplateStore } from '../ports/template-store.ts';
import type { Clock } from '../ports/environment.ts';
import { createPlanRow, type UpsertDependencies, type UpsertRow } from '../upsert-row.ts';
import { callerOf, idTaken, isDone } from './apply-pair.ts';
import { checkFleet } from './check-fleet.ts';
import { walkFleet, type FleetPair, type WalkDependencies } from './walk-fleet.ts';
import { definitionOfWanted, wantedJob, type FleetSource, type WantingDependencies } from './wanted-job.ts';

/** What saving a fleet would do to the job of one model. */
export interface PreviewedJob {
  readonly modelId: string;
  readonly jobId: string;
  readonly outcome: PreviewOutcome;
  /** Where the definitions differ, of one that would be edited. */
  readonly differences?: readonly Difference[];
  /** Of one that fails. */
  readonly issues?: readonly Issue[];
}

export interface FleetPreview {
  readonly models: number;
  readonly counts: Readonly<Record<PreviewOutcome, number>>;
  /** The first that would be changed or fail. */
  readonly jobs: readonly PreviewedJob[];
  /** There was no time for all models. */
  readonly isPartial: boolean;
}

interface Dependencies extends UpsertDependencies, WalkDependencies, WantingDependencies {
  readonly models: UpsertDependencies['models'];
  readonly fleets: Pick<FleetStore, 'get'>;
  readonly templates: Pick<TemplateStore, 'get'>;
  readonly clock: Clock;
}

/** A preview ends after this, in time before its request does. */
const PREVIEW_MS = 20_000;
const AT_ONCE = 16;

/** Tells what saving a fleet would do, the first `limit` changes with all that can be said of them. */
export type PreviewFleet = (definition: FleetDefinition, limit: number) => Promise<FleetPreview>;

/**
 * Nothing is written. Every model is looked at as a save's rounds would, and each job that would be made or edited is checked
 * as by a dry run: its calendars, secrets, upstream job and baseline file. Throws InvalidInput with the faults of the form.
 */
export function createPreviewFleet(dependencies: Dependencies): PreviewFleet {
  const { fleets, templates, clock } = dependencies;
  return async (definition, limit) => {
    const endsAt = clock.now() + PREVIEW_MS;
    const template = (await templates.get(definition.valueStream))?.value;
    const stored = (await fleets.get(definition.fleetId))?.value;
    checkFleet(dependencies, { definition, template }, stored);
    const generation = (stored?.generation ?? 0) + 1;
    const source = { fleet: { ...newFleet(definition, { author: '', now: 0 }), generation }, template };
    const plan = createPlanRow(dependencies, callerOf(source.fleet));
    const tally = new Tally(limit);
    let position: string | undefined;
    do {
      const { pairs, next } = await walkFleet(dependencies, source, position);
      const previewed = inOrder(listed(pairs), AT_ONCE, (pair) =>
        previewPair(dependencies, { source, plan }, pair),
      );
      for await (const job of previewed) {
        if ('error' in job) throw job.error;
        tally.add(job.value, job.isSelected);
      }
      position = next;
    } while (position !== undefined && clock.now() < endsAt);
    return tally.preview(position !== undefined);
  };
}

type Previewed = { readonly value: PreviewedJob; readonly isSelected: boolean } | { readonly error: unknown };

interface Planning {
  readonly source: FleetSource;
  readonly plan: UpsertRow;
}

/** Never rejects. */
async function previewPair(
  dependencies: Dependencies,
  planning: Planning,
  pair: FleetPair,
): Promise<Previewed> {
  const isSelected = pair.model !== undefined;
  const { modelId } = pair;
  const { jobId } = pair.member ?? wantedJob(dependencies, planning.source, { modelId });
  try {
    const outcome = await planPair(dependencies, planning, pair);
    return { value: { modelId, jobId, ...outcome }, isSelected };
  } catch (error) {
    if (!(error instanceof InvalidInput)) return { error };
    return { value: { modelId, jobId, outcome: 'fail', issues: error.issues }, isSelected };
  }
}

async function planPair(
  dependencies: Dependencies,
  { source, plan }: Planning,
  { model, member }: FleetPair,
): Promise<Pick<PreviewedJob, 'outcome' | 'differences'>> {
  if (model === undefined) return { outcome: endOutcome(source, member) };
  const wanted = wantedJob(dependencies, source, model);
  if (isDone(member?.fleet, wanted.membership)) return { outcome: 'unchanged' };
  const stored = await dependencies.jobs.get(wanted.jobId);
  const present = stored?.value.state === 'deleted' ? undefined : stored?.value;
  assertOwn(source, present);
  const planned = await plan(definitionOfWanted(dependencies, wanted, present), stored);
  if (planned?.before === undefined) return { outcome: 'create' };
  const differences = definitionDifferences(planned.before, planned.after);
  return planned.outcome === 'unchanged' ? { outcome: 'unchanged' } : { outcome: 'edit', differences };
}

function endOutcome({ fleet }: FleetSource, member: FleetPair['member']): PreviewOutcome {
  if (member?.fleet.isKept === true) return 'unchanged';
  return fleet.whenUnmatched === 'keep' ? 'keep' : 'remove';
}

/** Throws InvalidInput for a job that is not the fleet's. */
function assertOwn({ fleet: { fleetId } }: FleetSource, present: Job | undefined): void {
  if (present === undefined || present.fleet?.fleetId === fleetId) return;
  throw new InvalidInput('The id is taken.', [idTaken(present.jobId)]);
}

async function* listed<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}

/** What has been previewed so far. */
class Tally {
  readonly #limit: number;
  readonly #counts = { create: 0, edit: 0, unchanged: 0, remove: 0, keep: 0, fail: 0 };
  readonly #jobs: PreviewedJob[] = [];
  #models = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  add(job: PreviewedJob, isSelected: boolean): void {
    if (isSelected) this.#models += 1;
    this.#counts[job.outcome] += 1;
    if (job.outcome !== 'unchanged' && this.#jobs.length < this.#limit) this.#jobs.push(job);
  }

  preview(isPartial: boolean): FleetPreview {
    return { models: this.#models, counts: { ...this.#counts }, jobs: [...this.#jobs], isPartial };
  }
}
