import type { RunFailure } from '../../../domain/run/run-failure.ts';
import type { DatabricksRun, Standing } from './databricks-run.ts';
import { shortened } from './shortened.ts';

/** What a run of the workspace has come to. */
export type Reading =
  | { readonly phase: 'active'; readonly words: string }
  | { readonly phase: 'succeeded'; readonly hasFailures: boolean }
  | { readonly phase: 'failed'; readonly failure: RunFailure }
  /** A limit was reached before anything ran: it is to be asked for anew, later. */
  | { readonly phase: 'crowded-out'; readonly failure: RunFailure };

const ENDED: ReadonlySet<string> = new Set(['TERMINATED', 'SKIPPED', 'INTERNAL_ERROR']);

const SUCCEEDED: ReadonlySet<string> = new Set(['SUCCESS', 'SUCCESS_WITH_FAILURES']);

const CROWDED: ReadonlySet<string> = new Set([
  ...['MAXIMUM_CONCURRENT_RUNS_REACHED', 'MAX_CONCURRENT_RUNS_EXCEEDED', 'MAX_JOB_QUEUE_SIZE_EXCEEDED'],
  ...['WORKSPACE_RUN_LIMIT_EXCEEDED', 'CLUSTER_REQUEST_LIMIT_EXCEEDED', 'MAX_SPARK_CONTEXTS_EXCEEDED'],
]);

const CANCELLED: ReadonlySet<string> = new Set(['CANCELED', 'USER_CANCELED', 'UPSTREAM_CANCELED']);

/** Of a termination: the fault of the platform, not of what ran there. */
const OF_THE_PLATFORM: ReadonlySet<string> = new Set(['INTERNAL_ERROR', 'CLOUD_FAILURE']);

/** Whether a run, or a task of one, will not change any more; a state that is not known is one that may. */
export function hasEnded({ lifeCycle }: Standing): boolean {
  return ENDED.has(lifeCycle);
}

/** Whether it has ended well. */
export function hasSucceeded(standing: Standing): boolean {
  return hasEnded(standing) && SUCCEEDED.has(resultOf(standing));
}

/** What the life cycle and the result of a run mean for the attempt that waits for it. */
export function readStanding(run: DatabricksRun): Reading {
  const { standing } = run;
  if (!hasEnded(standing)) return { phase: 'active', words: activeWords(standing) };
  const result = resultOf(standing);
  if (SUCCEEDED.has(result)) {
    return { phase: 'succeeded', hasFailures: result === 'SUCCESS_WITH_FAILURES' };
  }
  if (isCrowded(standing)) return crowdedOut(run);
  return { phase: 'failed', failure: { reason: reasonOf(standing), message: endWords(run) } };
}

/** The code of the termination is the finer one; older workspaces have the result only. */
function resultOf({ result, terminationCode, lifeCycle }: Standing): string {
  return result ?? terminationCode ?? lifeCycle;
}

function isCrowded({ result = '', terminationCode = '', lifeCycle }: Standing): boolean {
  const isSkipped = lifeCycle === 'SKIPPED' && result === '' && terminationCode === '';
  return isSkipped || CROWDED.has(result) || CROWDED.has(terminationCode);
}

/** Where something has run already, a whole new run would do it twice. */
function crowdedOut(run: DatabricksRun): Reading {
  const hasRun = run.tasks.some(({ standing }) => hasSucceeded(standing));
  const failure: RunFailure = { reason: 'service-busy', message: endWords(run) };
  return hasRun ? { phase: 'failed', failure } : { phase: 'crowded-out', failure };
}

function reasonOf(standing: Standing): RunFailure['reason'] {
  const { result = '', terminationCode = '', terminationType, lifeCycle } = standing;
  if (CANCELLED.has(result) || CANCELLED.has(terminationCode)) return 'work-cancelled';
  if (terminationType !== undefined) {
    return OF_THE_PLATFORM.has(terminationType) ? 'service-failed' : 'work-failed';
  }
  return lifeCycle === 'INTERNAL_ERROR' && result === '' ? 'service-failed' : 'work-failed';
}

/** `QUEUED: the workspace has reached its limit of active runs`. */
function activeWords({ lifeCycle, queueReason, message }: Standing): string {
  const more = queueReason ?? message;
  return more === '' ? lifeCycle : `${lifeCycle}: ${shortened(more)}`;
}

function endWords({ runId, standing, tasks }: DatabricksRun): string {
  const { result, terminationCode, lifeCycle, message } = standing;
  const words = [lifeCycle, result, terminationCode].filter((word, index, all) => {
    return word !== undefined && all.indexOf(word) === index;
  });
  const ends = tasks.filter((task) => hasEnded(task.standing) && !hasSucceeded(task.standing));
  const keys = ends.slice(0, 5).map(({ key }) => `'${key}'`);
  const failed = tasks.length < 2 || keys.length === 0 ? '' : ` Not succeeded: ${keys.join(', ')}.`;
  const said = message === '' ? '' : ` ${shortened(message)}`;
  return `Databricks run ${runId} ended as ${words.join(', ')}.${said}${failed}`;
}
