import { InvalidInput, type Issue } from '../../domain/errors.ts';
import { expandTemplate } from '../../domain/fleet/expand-template.ts';
import type { Fleet, JobText } from '../../domain/fleet/fleet.ts';
import { fleetJobId } from '../../domain/fleet/fleet-job-id.ts';
import type { FleetMembership } from '../../domain/fleet/fleet-membership.ts';
import type { StreamTemplate } from '../../domain/fleet/stream-template.ts';
import type { Job } from '../../domain/job/job.ts';
import type { JobId } from '../../domain/job/job-id.ts';
import { isRecord } from '../../domain/job/merge-patch.ts';
import { canonicalJson } from '../../domain/job/same-json.ts';
import type { Model } from '../../domain/model/model.ts';
import type { Fingerprint } from '../ports/environment.ts';
import type { SettingIssues } from '../named-job-issues.ts';
import type { NamedDefinition } from '../upsert-row.ts';

/** Reads a job as a caller writes it. Throws InvalidInput with every fault of its form. */
export type ReadJobText = (text: JobText) => NamedDefinition;

/** A fleet and what it starts from, both as they were read. */
export interface FleetSource {
  readonly fleet: Fleet;
  readonly template: StreamTemplate | undefined;
}

export interface WantingDependencies {
  readonly fingerprint: Fingerprint;
  readonly readJobText: ReadJobText;
  readonly settingIssues: SettingIssues;
}

/** The job that a fleet wants of a model, before its form is checked: that costs more than all the rest. */
export interface WantedJob {
  readonly jobId: JobId;
  readonly text: JobText;
  readonly membership: FleetMembership;
  readonly issues: readonly Issue[];
}

/** What a fleet wants of a model that it selects. */
export function wantedJob(
  { fingerprint }: Pick<WantingDependencies, 'fingerprint'>,
  { fleet, template }: FleetSource,
  model: Pick<Model, 'modelId' | 'owner'>,
): WantedJob {
  const { fleetId, generation } = fleet;
  const { modelId } = model;
  const { text, overridden, issues } = expandTemplate(fleet, model, template);
  const jobId = fleetJobId(fleetId, modelId, fingerprint);
  const frozenFrom = baselineAsked(text);
  return {
    ...{ jobId, text: { ...text, jobId }, issues },
    membership: {
      ...{ fleetId, modelId, generation, overridden },
      wanted: fingerprint(canonicalJson(text)),
      ...(frozenFrom === undefined ? {} : { frozenFrom: fingerprint(canonicalJson(frozenFrom)) }),
    },
  };
}

/** What says of what a baseline is made, and how. */
function baselineAsked({ kind, task }: JobText): readonly unknown[] | undefined {
  if (kind !== 'stability' || !isRecord(task)) return undefined;
  const { modelId, baseline, bins = null, columnTypes = null } = task;
  return [modelId, baseline, bins, columnTypes];
}

/**
 * The definition of a wanted job. While the baseline is asked to be made of the same as before, the job's frozen one is
 * named: nothing is read for an edit of anything else. Throws InvalidInput with every fault of its form.
 */
export function definitionOfWanted(
  { readJobText }: Pick<WantingDependencies, 'readJobText'>,
  { text, membership, issues }: WantedJob,
  stored: Job | undefined,
): NamedDefinition {
  if (issues.length > 0) throw new InvalidInput('The template cannot be filled.', issues);
  const definition = { ...readJobText(text), fleet: membership };
  if (definition.kind !== 'stability' || stored?.kind !== 'stability') return definition;
  const { frozenFrom } = membership;
  if (frozenFrom === undefined || stored.fleet?.frozenFrom !== frozenFrom) return definition;
  const { baselineId } = stored.task;
  return { ...definition, task: { ...definition.task, bins: {}, baselineId } };
}
