import type { FleetSummaryView, FleetView } from '../../../shared/contracts/http/fleet-view.ts';
import type { Look } from '../../kit/chips/states.ts';

type Known = Pick<FleetSummaryView, 'state' | 'progress'>;
type Round = NonNullable<FleetSummaryView['progress']['round']>;
export type CommandView = NonNullable<FleetSummaryView['progress']['command']>;

/** How far a fleet's jobs are what it wants, in a word. */
export function standingOf({ state, progress }: Known): Look {
  if (state === 'deleting') return { tone: 'running', icon: 'loader', label: 'Being deleted' };
  if (progress.round !== undefined || !progress.isUpToDate)
    return { tone: 'running', icon: 'loader', label: 'Changing' };
  const failed = progress.last?.counts.failed ?? 0;
  return failed === 0
    ? { tone: 'stable', icon: 'circle-check', label: 'In step' }
    : { tone: 'significant', icon: 'circle-alert', label: `${countText(failed)} behind` };
}

/** Whether its jobs are still to follow, or something that was asked for them is under way. */
export function isUnderWay({ state, progress }: Known): boolean {
  const { round, isUpToDate, command } = progress;
  const isAsked = command !== undefined && command.finishedAt === undefined;
  return state === 'deleting' || round !== undefined || !isUpToDate || isAsked;
}

/** What is known of its models: how many have the job that they should have, of its last whole round. */
export function tallyOf({ progress }: Known): {
  readonly models: number | undefined;
  readonly inStep: number | undefined;
  readonly behind: number;
} {
  const counts = progress.last?.counts;
  if (counts === undefined) return { models: undefined, inStep: undefined, behind: 0 };
  return { models: counts.models, inStep: counts.models - counts.failed, behind: counts.failed };
}

/** How far a change has come: `total` is how many models there were last, undefined where that is not known. */
export interface Change {
  readonly words: string;
  readonly done: number;
  readonly total: number | undefined;
}

/** The change that is going on; undefined where the jobs are what the fleet wants. */
export function changeOf({ state, progress }: Known): Change | undefined {
  const { round, last, isUpToDate } = progress;
  const letsGo = state === 'deleting';
  if (round === undefined) {
    if (isUpToDate && !letsGo) return undefined;
    return { words: 'Its jobs follow within half a minute.', done: 0, total: undefined };
  }
  const done = doneOf(round);
  const most = Math.max(last?.counts.models ?? 0, done);
  const total = most === 0 ? undefined : most;
  const of = total === undefined || total === done ? '' : ` of about ${countText(total)}`;
  return {
    words: `${countText(done)}${of} jobs ${letsGo ? 'let go' : 'looked at'}${changedIn(round)}`,
    done,
    total,
  };
}

function doneOf({ counts }: Round): number {
  const { created, edited, unchanged, removed, kept, failed } = counts;
  return Math.max(counts.models, created + edited + unchanged + removed + kept + failed);
}

const DONE = ['created', 'edited', 'removed', 'kept', 'failed'] as const;

function changedIn({ counts }: Round): string {
  const said = DONE.flatMap((name) => (counts[name] === 0 ? [] : [`${countText(counts[name])} ${name}`]));
  return said.length === 0 ? '' : `: ${said.join(', ')}`;
}

/** What a whole round did, as in `12 created, 3 edited`. */
export function roundWords(round: Pick<Round, 'counts'>): string {
  const { counts } = round;
  const said = DONE.flatMap((name) => (counts[name] === 0 ? [] : [`${countText(counts[name])} ${name}`]));
  return said.length === 0 ? 'nothing to change' : said.join(', ');
}

const COMMANDS: Readonly<Record<CommandView['action'], { readonly going: string; readonly done: string }>> = {
  pause: { going: 'Pausing', done: 'Paused' },
  resume: { going: 'Resuming', done: 'Resumed' },
  trigger: { going: 'Starting', done: 'Started' },
};

/** What was asked for all jobs, and how far it is. */
export function commandWords({ action, counts, finishedAt }: CommandView): string {
  const { going, done } = COMMANDS[action];
  const verb = finishedAt === undefined ? going : done;
  const what = action === 'trigger' ? runs(counts.changed) : jobs(counts.changed);
  const failed = counts.failed === 0 ? '' : `, ${countText(counts.failed)} failed`;
  const looked = finishedAt === undefined ? ` (${jobs(counts.jobs)} looked at)` : ` of ${jobs(counts.jobs)}`;
  return `${verb} ${what}${failed}${looked}`;
}

/** Which models of its value stream a selector means, a phrase for each condition; none: all. */
export function selectorWords({
  tags,
  owner,
  modelIds,
  idPrefix,
  exceptModelIds,
}: FleetView['selector']): readonly string[] {
  const said = [
    ...(tags === undefined || tags.length === 0
      ? []
      : [`with ${tags.length === 1 ? 'the tag' : 'the tags'} ${tags.join(', ')}`]),
    ...(owner === undefined ? [] : [`of ${owner}`]),
    ...(idPrefix === undefined ? [] : [`whose id begins with ${idPrefix}`]),
    ...(modelIds === undefined ? [] : [`among ${someNames(modelIds)}`]),
    ...(exceptModelIds === undefined || exceptModelIds.length === 0
      ? []
      : [`but ${someNames(exceptModelIds)}`]),
  ];
  return said;
}

const NAMED = 3;

function someNames(names: readonly string[]): string {
  const more = names.length - NAMED;
  return more > 0 ? `${names.slice(0, NAMED).join(', ')} and ${countText(more)} more` : names.join(', ');
}

/** As in `10,000`. */
export function countText(count: number): string {
  return count.toLocaleString('en');
}

function jobs(count: number): string {
  return count === 1 ? 'one job' : `${countText(count)} jobs`;
}

function runs(count: number): string {
  return count === 1 ? 'one run' : `${countText(count)} runs`;
}
