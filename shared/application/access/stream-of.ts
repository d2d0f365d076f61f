import { isJobId } from '../../domain/job/job-id.ts';
import { isRunId } from '../../domain/run/run-id.ts';
import type { AlertRuleStore } from '../ports/alert-rule-store.ts';
import type { FleetStore } from '../ports/fleet-store.ts';
import type { IncidentStore } from '../ports/incident-store.ts';
import type { JobStore } from '../ports/job-store.ts';
import type { LeaseStore } from '../ports/lease-store.ts';
import type { ModelStore } from '../ports/model-store.ts';
import type { RunStore } from '../ports/run-store.ts';
import { createStreamOfLock } from '../read-locks.ts';

/** What has a value stream. */
export type OwnedThing = 'job' | 'run' | 'model' | 'lock' | 'alert-rule' | 'incident' | 'fleet' | 'template';

/** Finds the value stream of a thing by the parameters of a path; undefined: there is no such thing. */
export type StreamOf = (
  thing: OwnedThing,
  params: Readonly<Record<string, string>>,
) => Promise<string | undefined>;

interface Dependencies {
  readonly jobs: Pick<JobStore, 'get'>;
  readonly runs: Pick<RunStore, 'get'>;
  readonly leases: Pick<LeaseStore, 'get'>;
  readonly models: Pick<ModelStore, 'get'>;
  readonly alertRules: Pick<AlertRuleStore, 'get'>;
  readonly incidents: Pick<IncidentStore, 'get'>;
  readonly fleets: Pick<FleetStore, 'get'>;
}

interface Finder {
  /** The parameter of the path. */
  readonly by: string;
  readonly find: (id: string) => Promise<string | undefined>;
}

/**
 * A job that was deleted keeps its value stream, so that its name, its runs and its history stay with those who had it. A
 * lock is of the value stream of the job whose run has it, or had it last; one whose job is not known is of none, and only
 * for those who may see everything. So is a model that nobody has claimed yet. An incident stays with the value stream of
 * its rule when that is deleted.
 */
export function createStreamOf({
  jobs,
  runs,
  leases,
  models,
  alertRules,
  incidents,
  fleets,
}: Dependencies): StreamOf {
  async function ofJob(jobId: string): Promise<string | undefined> {
    return isJobId(jobId) ? (await jobs.get(jobId))?.value.valueStream : undefined;
  }

  async function ofRun(runId: string): Promise<string | undefined> {
    return isRunId(runId) ? (await runs.get(runId))?.value.valueStream : undefined;
  }

  const ofLock = createStreamOfLock({ jobs, leases });

  const finders: Readonly<Record<OwnedThing, Finder>> = {
    job: { by: 'jobId', find: ofJob },
    run: { by: 'runId', find: ofRun },
    model: { by: 'modelId', find: async (id) => (await models.get(id))?.value.valueStream },
    lock: { by: 'resource', find: ofLock },
    'alert-rule': { by: 'ruleId', find: async (id) => (await alertRules.get(id))?.value.valueStream },
    incident: { by: 'incidentId', find: async (id) => (await incidents.get(id))?.value.valueStream },
    fleet: { by: 'fleetId', find: async (id) => (await fleets.get(id))?.value.valueStream },
    // Every value stream may have one, whether or not it has.
    template: { by: 'valueStream', find: async (stream) => stream },
  };
  return async (thing, params) => {
    const { by, find } = finders[thing];
    return find(params[by] ?? '');
  };
}
