import type { JobPlacement } from './batch-plan.ts';

/** How far one job of a batch is. Instants are epoch ms. */
export interface JobProgress {
  readonly placement: JobPlacement;
  /** `lost`: somebody else has deleted it. */
  readonly state: 'waiting' | 'running' | 'succeeded' | 'failed' | 'lost';
  readonly node?: string;
  readonly startedAt?: number;
  readonly finishedAt?: number;
  readonly exitCode?: number;
  /** Why it waits or has failed. */
  readonly message?: string;
  /** Whether no node has room for it. */
  readonly isWithoutRoom?: boolean;
}

export function hasEnded({ state }: JobProgress): boolean {
  return state !== 'waiting' && state !== 'running';
}

export function hasFailed({ state }: JobProgress): boolean {
  return state === 'failed' || state === 'lost';
}

/** Whether it runs, or ran, where the plan had it go first. */
export function isOnPrimary({ node, placement }: JobProgress): boolean {
  return node !== undefined && placement.preferences[0]?.node === node;
}

/** How many are named in a sentence. */
const NAMED = 5;

/** As in "2 of 10 jobs have failed: a (exit code 1 on n1), b (…)"; `kept` are those of earlier attempts. */
export function failuresInWords(jobs: readonly JobProgress[], kept = 0): string {
  const failed = jobs.filter(hasFailed);
  const named = failed.slice(0, NAMED).map(failureInWords);
  const more = failed.length > NAMED ? ` and ${failed.length - NAMED} more` : '';
  return `${failed.length} of ${jobs.length + kept} jobs failed: ${named.join('; ')}${more}.`;
}

export function failureInWords({ placement: { name }, state, exitCode, node, message }: JobProgress): string {
  if (state === 'lost') return `${name} (its Job was deleted by somebody else)`;
  const why = [
    ...(exitCode === undefined ? [] : [`exit code ${exitCode}`]),
    ...(node === undefined ? [] : [`on ${node}`]),
  ].join(' ');
  const words = [why, message ?? ''].filter((part) => part !== '').join(', ');
  return words === '' ? name : `${name} (${words})`;
}

/** What waits for room, where nothing else of the batch goes on: as what a time-out is told. */
export function noRoomInWords(jobs: readonly JobProgress[]): string | undefined {
  const going = jobs.filter((job) => !hasEnded(job));
  const [first] = going;
  if (first === undefined || !going.every(({ isWithoutRoom }) => isWithoutRoom === true)) return undefined;
  const count = going.length === 1 ? '1 job waits' : `${going.length} jobs wait`;
  return `${count} for a node with room, such as ${first.placement.name}: ${first.message ?? ''}`;
}
