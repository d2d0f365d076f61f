import type { RunDetailView } from '../../../shared/contracts/http/run-detail-view.ts';
import type { Tone } from '../../kit/chips/chip.ts';
import type { IconName } from '../../kit/icon/icons.ts';
import { formatDuration } from '../../kit/time/format-instant.ts';

type Step = RunDetailView['steps'][number];

/** One thing that happened to a run, as the screen tells it. */
export interface StepView {
  readonly title: string;
  readonly icon: IconName;
  readonly tone: Tone;
  /** Absent of what the run keeps no instant of. */
  readonly at: string | undefined;
  /** Who, why, or what went wrong and what to do. */
  readonly detail: string;
  /** A reason's code, as policies name it. */
  readonly code: string;
  /** What lay between this step and the next, as in `took 3 min`. */
  readonly after: string;
}

/** What happened to a run, the earliest first; the last step of one that goes is measured up to now. */
export function stepViews(
  { steps, state }: Pick<RunDetailView, 'steps' | 'state'>,
  nowMs: number,
): readonly StepView[] {
  const isGoing = state === 'running' || state === 'waiting' || state === 'pending';
  return steps.map((step, index) => {
    const next = steps[index + 1];
    const after = afterWords(step, next, isGoing ? nowMs : undefined);
    const told = { ...tellStep(step), at: atOf(step), after };
    // What the whole run has failed for stands beside the story: it is not told twice.
    return next?.step === 'failed' ? { ...told, detail: '' } : told;
  });
}

function atOf(step: Step): string | undefined {
  return 'at' in step ? step.at : undefined;
}

type Told = Omit<StepView, 'at' | 'after'>;

function tellStep(step: Step): Told {
  switch (step.step) {
    case 'created':
      return { title: 'Made', icon: 'plus', tone: 'idle', code: '', detail: asked(step.requested) };
    case 'begun-anew': {
      const title = `Begun anew with attempt ${step.attempt}`;
      return { title, icon: 'retry', tone: 'keel', code: '', detail: asked(step.requested) };
    }
    case 'waiting':
      return {
        title: 'Waits',
        icon: 'circle-pause',
        tone: 'moderate',
        code: step.waitingFor,
        detail: gate(step),
      };
    case 'may-start':
    case 'attempt-started':
    case 'attempt-failed':
      return tellAttempt(step);
    case 'succeeded':
    case 'failed':
    case 'cancelled':
    case 'skipped':
    case 'dead':
      return tellEnd(step);
  }
}

function tellAttempt(
  step: Extract<Step, { step: 'may-start' | 'attempt-started' | 'attempt-failed' }>,
): Told {
  switch (step.step) {
    case 'may-start':
      return {
        title: `Attempt ${step.attempt} may start`,
        icon: 'clock',
        tone: 'idle',
        code: '',
        detail: '',
      };
    case 'attempt-started':
      return {
        title: `Attempt ${step.attempt} started`,
        icon: 'play',
        tone: 'running',
        code: '',
        detail: '',
      };
    case 'attempt-failed': {
      const { reason, message } = step.failure;
      return failed({ title: `Attempt ${step.attempt} failed`, code: reason, detail: message });
    }
  }
}

function tellEnd(
  step: Extract<Step, { step: 'succeeded' | 'failed' | 'cancelled' | 'skipped' | 'dead' }>,
): Told {
  switch (step.step) {
    case 'succeeded':
      return { title: 'Succeeded', icon: 'circle-check', tone: 'stable', code: '', detail: '' };
    case 'failed':
      return failed({ title: 'Failed', code: '', detail: 'It is not tried again by itself.' });
    case 'cancelled':
      return { title: 'Cancelled', icon: 'ban', tone: 'idle', code: '', detail: asked(step.requested) };
    case 'skipped':
      return { title: 'Skipped', icon: 'circle-minus', tone: 'idle', code: step.reason, detail: '' };
    case 'dead': {
      const { reason, description, deliveryCount } = step.cause;
      const detail = `${description} It was delivered ${deliveryCount} times. Retry it when the cause is gone.`;
      return {
        title: 'Dead: its message was given up',
        icon: 'skull',
        tone: 'significant',
        code: reason,
        detail,
      };
    }
  }
}

function failed(told: Pick<Told, 'title' | 'code' | 'detail'>): Told {
  return { ...told, icon: 'circle-x', tone: 'significant' };
}

function asked(requested: { readonly author: string; readonly reason: string } | undefined): string {
  return requested === undefined ? '' : `Asked for by ${requested.author}: ${requested.reason}`;
}

function gate({ gateKey }: Extract<Step, { step: 'waiting' }>): string {
  return gateKey === undefined ? '' : `For a place of the concurrency key ${gateKey}.`;
}

function afterWords(step: Step, next: Step | undefined, nowMs: number | undefined): string {
  const [from, until] = [atOf(step), next === undefined ? undefined : atOf(next)];
  const endMs = until === undefined ? (next === undefined ? nowMs : undefined) : Date.parse(until);
  if (from === undefined || endMs === undefined || endMs <= Date.parse(from)) return '';
  const took = formatDuration(endMs - Date.parse(from));
  if (next === undefined) return `${took} so far`;
  return step.step === 'attempt-started' ? `took ${took}` : took;
}

/** A part of a run's life, drawn as a bar. */
export interface Phase {
  readonly label: string;
  readonly tone: 'idle' | 'running' | 'stable' | 'significant';
  /** Of the whole, 0..1. */
  readonly width: number;
}

/** A run's life from when it might begin: waiting, its attempts and what lay between them. */
export function phasesOf(
  run: Pick<RunDetailView, 'steps' | 'state' | 'effectiveAt'>,
  nowMs: number,
): readonly Phase[] {
  const timed = run.steps.flatMap((step) => ('at' in step ? [{ step, ms: Date.parse(step.at) }] : []));
  const begun = timed.filter(({ step }) => step.step !== 'created' && step.step !== 'may-start');
  const isGoing = run.state === 'running' || run.state === 'waiting';
  const firstMs = Math.min(Date.parse(run.effectiveAt), begun[0]?.ms ?? Infinity);
  const points = [
    { isAttempt: false, ms: firstMs, end: 'idle' as const },
    ...begun.map(({ step, ms }) => ({ isAttempt: step.step === 'attempt-started', ms, end: endTone(step) })),
    ...(isGoing ? [{ isAttempt: false, ms: nowMs, end: 'running' as const }] : []),
  ];
  const wholeMs = (points.at(-1)?.ms ?? firstMs) - firstMs;
  if (wholeMs <= 0) return [];
  return points.flatMap((point, index) => {
    const next = points[index + 1];
    if (next === undefined || next.ms <= point.ms) return [];
    const tookMs = next.ms - point.ms;
    const what = point.isAttempt ? 'Attempt' : 'Waiting';
    const tone = point.isAttempt ? next.end : 'idle';
    return [{ label: `${what}: ${formatDuration(tookMs)}`, tone, width: tookMs / wholeMs }];
  });
}

function endTone({ step }: Step): Phase['tone'] {
  if (step === 'succeeded') return 'stable';
  return step === 'attempt-failed' || step === 'failed' || step === 'dead' ? 'significant' : 'idle';
}
