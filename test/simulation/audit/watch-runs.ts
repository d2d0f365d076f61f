import { isFinished, type Run, type RunningRun } from '../../../shared/domain/run/run.ts';
import { attemptIdOf, type RunId } from '../../../shared/domain/run/run-id.ts';
import { TRANSITIONS } from '../../../shared/domain/run/run-transitions.ts';
import type { Watched } from './findings.ts';

/** In calm times a pending run begins, or gets its reason, this soon after it may. */
const PROMPT_MS = 30_000;

/** So long after the last trouble nothing hangs or is stopped any more. */
const OVER_MS = 180_000;

/** Two clocks differ by so much at most. */
const SKEW_MS = 90_000;

/** Looks at each write of a run. */
export class RunWatch {
  readonly #watched: Watched;
  readonly #claims = new Set<string>();
  /** True time from which the run, pending, might have begun. */
  readonly #pendingSince = new Map<RunId, { readonly at: number; readonly wasTroubled: boolean }>();
  readonly #atGate = new Map<string, Set<RunId>>();

  constructor(watched: Watched) {
    this.#watched = watched;
  }

  written(before: Run | undefined, after: Run): void {
    this.#checkTransition(before, after);
    this.#checkAttempt(before, after);
    if (before?.state === 'pending' && after.state !== 'pending') this.#checkPromptness(after);
    if (before?.state === 'pending' && after.state === 'running') this.#checkClaim(before, after);
    if (after.state === 'pending') this.#notePending(after.runId, after.effectiveAt);
    this.#checkGate(before, after);
  }

  #checkTransition(before: Run | undefined, after: Run): void {
    const isLegal =
      before === undefined ? after.state === 'pending' : TRANSITIONS[before.state].includes(after.state);
    if (!isLegal) this.#report(after, `went from ${before?.state ?? 'nothing'} to ${after.state}`);
  }

  #checkAttempt(before: Run | undefined, after: Run): void {
    const isAnew =
      after.state === 'pending' && (before === undefined || before.state === 'running' || isFinished(before));
    const expected = (before?.attempt ?? 0) + (isAnew ? 1 : 0);
    if (after.attempt !== expected) {
      this.#report(after, `has attempt ${after.attempt} where ${expected} is due`);
    }
  }

  #checkClaim(before: Run, after: RunningRun): void {
    const name = attemptIdOf(after.runId, after.attempt);
    const { now, memory, scenario } = this.#watched;
    const skew = scenario.isSkewed ? SKEW_MS : 0;
    const job = memory.jobs.get(after.jobId)?.value;
    const isPaused = job?.state === 'paused' && goesByItsSlot(before);
    const check = (isSo: boolean, text: string): void => {
      if (isSo) this.#report(after, text);
    };
    check(this.#claims.has(name), `attempt ${after.attempt} was claimed twice`);
    check(now() < after.dueAt, 'began before its slot');
    check(after.startedAt + skew < after.effectiveAt, 'began before its start');
    check(job?.state === 'deleted', 'began although its job is deleted');
    check(isPaused, 'began although its job is paused');
    this.#claims.add(name);
  }

  #notePending(runId: RunId, effectiveAt: number): void {
    const { now, scenario } = this.#watched;
    const wasTroubled = !scenario.isCalm && now() < scenario.endAt + OVER_MS;
    this.#pendingSince.set(runId, { at: Math.max(now(), effectiveAt), wasTroubled });
  }

  #checkPromptness(after: Run): void {
    const since = this.#pendingSince.get(after.runId);
    if (since === undefined || since.wasTroubled) return;
    const late = this.#watched.now() - since.at;
    if (late > PROMPT_MS) this.#report(after, `was left pending for ${late / 1000} s in calm times`);
  }

  #checkGate(before: Run | undefined, after: Run): void {
    if (before?.state === 'running' && before.gateKey !== undefined) {
      this.#atGate.get(before.gateKey)?.delete(before.runId);
    }
    const { state, gateKey, runId } = after;
    if (state !== 'running' || gateKey === undefined) return;
    const going = this.#atGate.get(gateKey) ?? new Set();
    this.#atGate.set(gateKey, going.add(runId));
    const limit = this.#watched.scenario.limits[gateKey] ?? 0;
    if (going.size > limit)
      this.#report(after, `is one of ${going.size} going at '${gateKey}', limit ${limit}`);
  }

  #report({ runId }: Run, text: string): void {
    this.#watched.report(`${runId} ${text}`);
  }
}

function goesByItsSlot({ trigger, requested, endedAttempts }: Run): boolean {
  return trigger === 'schedule' && requested === undefined && endedAttempts.length === 0;
}
