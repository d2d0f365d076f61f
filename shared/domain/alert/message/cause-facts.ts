import { toStabilityBand } from '../../stability/stability-band.ts';
import type { AlertCause, CauseDetail } from '../alert-cause.ts';
import { bandInWords, countOf, indexInWords, instantInWords, spanInWords } from './in-words.ts';
import { oneLine } from './one-line.ts';
import {
  deliveriesInWords,
  lastSuccessInWords,
  lateInWords,
  slotsInWords,
  type Detail,
} from './summarize-cause.ts';

export interface Fact {
  readonly label: string;
  /** One line. */
  readonly value: string;
}

const MAX_VALUE = 600;

/** What is known of a cause, where it comes from among it. */
export function causeFacts(cause: AlertCause): readonly Fact[] {
  return [...factsOf(cause.detail), ...originOf(cause)].map(({ label, value }) => ({
    label,
    value: oneLine(value, MAX_VALUE),
  }));
}

function factsOf(detail: CauseDetail): readonly Fact[] {
  switch (detail.type) {
    case 'drift':
      return driftFacts(detail);
    case 'failure':
      return [
        { label: 'Reason', value: detail.reason },
        { label: 'Message', value: detail.message },
        { label: 'Attempts', value: String(detail.attempts) },
        { label: 'Slot', value: instantInWords(detail.dueAt) },
      ];
    case 'late':
      return [
        { label: 'Slot', value: instantInWords(detail.dueAt) },
        { label: 'Lateness', value: lateInWords(detail) },
        ...known('Reason', detail.reason),
      ];
    case 'missed':
      return [
        { label: 'Missed', value: countOf(detail.count, 'slot') },
        { label: 'Slots', value: slotsInWords(detail) },
        { label: 'Reason', value: detail.reason },
      ];
    case 'no-success':
      return [
        { label: 'Last success', value: lastSuccessInWords(detail) },
        { label: 'Expected', value: `one within ${spanInWords(detail.withinSeconds * 1000)}` },
      ];
    case 'paused':
      return [
        { label: 'State', value: detail.state },
        { label: 'Reason', value: detail.reason },
      ];
    case 'dead-letter':
      return [
        { label: 'Reason', value: `${detail.reason}${deliveriesInWords(detail.deliveryCount)}` },
        ...known('Queue', detail.queue),
      ];
    case 'lock-broken':
      return [
        { label: 'Broken by', value: detail.author },
        { label: 'Reason', value: detail.reason },
      ];
  }
}

function driftFacts({ psi, band, alarm, thresholds, window }: Detail<'drift'>): readonly Fact[] {
  const cutOffs =
    thresholds === undefined
      ? ''
      : ` (moderate from ${thresholds.moderate}, significant from ${thresholds.significant})`;
  const ofScore =
    psi === null || thresholds === undefined ? '' : `, ${bandInWords(toStabilityBand(psi, thresholds))}`;
  return [
    {
      label: 'Drift',
      value: `${bandInWords(band)}${cutOffs}${alarm ? '; alarm by the criteria of the job' : ''}`,
    },
    { label: 'Score', value: psi === null ? 'has no PSI' : `PSI ${indexInWords(psi)}${ofScore}` },
    ...(window === undefined ? [] : [{ label: 'Window', value: `${window.from} to ${window.to}` }]),
  ];
}

function known(label: string, value: string | undefined): readonly Fact[] {
  return value === undefined ? [] : [{ label, value }];
}

function originOf({ at, jobId, runId, subject, detail }: AlertCause): readonly Fact[] {
  const isJob = subject === `job:${jobId ?? ''}` && detail.type !== 'drift';
  return [
    ...(isJob ? [] : known('Job', jobId)),
    ...known('Run', runId),
    // Of the others that are about a slot, the slot has been told.
    ...(detail.type === 'late' || detail.type === 'missed'
      ? []
      : known(detail.type === 'drift' ? 'Slot' : 'At', instantInWords(at))),
  ];
}
