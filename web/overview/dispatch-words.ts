import type { OverviewView } from '../../shared/contracts/http/overview-view.ts';
import type { Look } from '../kit/chips/states.ts';
import { formatDuration } from '../kit/time/format-instant.ts';

type Dispatch = OverviewView['dispatch'];

export const DISPATCH_LOOKS: Readonly<Record<Dispatch['state'], Look>> = {
  ok: { tone: 'stable', icon: 'circle-check', label: 'On time' },
  behind: { tone: 'significant', icon: 'clock', label: 'Behind' },
  unknown: { tone: 'idle', icon: 'circle-help', label: 'Unknown' },
};

/** How late runs begin; the figures are upper bounds. */
export function latenessInWords(lateness: Dispatch['lateness']): string {
  if (lateness === undefined) return 'No run of a slot has ended within the hour.';
  const { p50Seconds, p95Seconds, runs } = lateness;
  const of = runs === 1 ? 'of 1 run' : `of ${new Intl.NumberFormat('en-GB').format(runs)} runs`;
  return `Half begin ${bound(p50Seconds)}, 95 in 100 ${bound(p95Seconds)}, ${of}.`;
}

function bound(seconds: number | undefined): string {
  return seconds === undefined ? 'more than 6 h late' : `within ${formatDuration(seconds * 1000)}`;
}

/** What the audit of the slots has found. */
export function auditInWords({ unanswered, doubles }: NonNullable<Dispatch['audit']>): string {
  if (unanswered === 0 && doubles === 0) return 'Every slot has one answer.';
  const slots = (count: number) => (count === 1 ? '1 slot' : `${count} slots`);
  return [
    ...(unanswered > 0 ? [`${slots(unanswered)} without an answer`] : []),
    ...(doubles > 0 ? [`${slots(doubles)} with two`] : []),
  ].join(', ');
}
