import type { Job } from '../domain/job/job.ts';
import type { RunId } from '../domain/run/run-id.ts';
import { nextDueAt } from '../domain/schedule/next-due-at.ts';
import { ANSWER_GRACE_MS, isRange, type AnsweredSlot } from '../domain/slot/answer-slots.ts';
import { NO_COUNTS, type AuditCounts } from '../domain/slot/audit-counts.ts';
import type { MissingSlots } from '../domain/slot/plan-repair.ts';
import type { SlotAnswer } from '../domain/slot/slot-answer.ts';
import type { LoadCalendars } from './load-calendars.ts';
import type { ReadSlots, SlotsPage } from './read-slots.ts';

/** How far back slots are audited: time enough to audit each several times. */
const LOOK_BACK_MS = 48 * 60 * 60_000;

/** No slot is dispatched further ahead than this: the longest look-ahead that can be set. */
const LOOK_AHEAD_MS = 60 * 60_000;

/** Slots read at a time. */
const PAGE = 1000;

/** What an audit sees of one job's slots. */
export interface SlotSurvey {
  readonly counts: AuditCounts;
  /** Slots behind the job's next one that have neither run nor reason; the dispatcher will not come back to them. */
  readonly missing: readonly MissingSlots[];
  /** The first slot to come that the dispatcher would miss, when the job's next one is later or there is none. */
  readonly lostTick: number | undefined;
  /** Runs that wait for an earlier run of the job, or for a place of its concurrency key. */
  readonly waitingForLane: readonly RunId[];
  readonly waitingAtGate: number;
}

export interface SurveyDependencies {
  readonly readSlots: ReadSlots;
  readonly loadCalendars: LoadCalendars;
}

export type SurveySlots = (job: Job, now: number) => Promise<SlotSurvey>;

/** Reads all slots of a job's last 48 hours, and those to come that may have been dispatched ahead. */
export function createSurveySlots({ readSlots, loadCalendars }: SurveyDependencies): SurveySlots {
  return async (job, now) => {
    const survey = new Survey(job, now);
    const untilDueAt = now + LOOK_AHEAD_MS;
    const fromDueAt = Math.min(Math.max(job.slotsAfter + 1, now - LOOK_BACK_MS), untilDueAt);
    let position: SlotsPage['next'];
    do {
      const page = await readSlots(job, { fromDueAt, untilDueAt, limit: PAGE, position });
      for (const entry of page.items) if (!isRange(entry)) survey.add(entry);
      position = page.next;
    } while (position !== undefined);
    if (survey.isDispatched && !survey.hasLostTick) {
      const calendars = await loadCalendars(job.recurrences);
      survey.seeNext(nextDueAt(job.recurrences, Math.max(untilDueAt, job.slotsAfter), calendars));
    }
    return survey.result();
  };
}

class Survey {
  readonly #until: number;
  /** Slots before this are behind the dispatcher. */
  readonly #nextDueAt: number;
  /** Paused and quarantined jobs have their slots decided by a resume. */
  readonly isDispatched: boolean;
  readonly #answers = new Map<SlotAnswer, number>();
  readonly #missing: number[][] = [];
  readonly #waitingForLane: RunId[] = [];
  #waitingAtGate = 0;
  #doubles = 0;
  #lostTick: number | undefined;
  #last: AnsweredSlot | undefined;

  constructor({ state, nextDueAt: next }: Job, now: number) {
    this.#until = now - ANSWER_GRACE_MS;
    this.#nextDueAt = next ?? Infinity;
    this.isDispatched = state === 'active' || state === 'completed';
  }

  get hasLostTick(): boolean {
    return this.#lostTick !== undefined;
  }

  add(slot: AnsweredSlot): void {
    if (slot.dueAt <= this.#until) this.#count(slot);
    else if (slot.answer === 'pending' && slot.runId === undefined) this.seeNext(slot.dueAt);
    if (slot.runId !== undefined && slot.answer === 'waiting: overlap') this.#waitingForLane.push(slot.runId);
    if (slot.answer === 'waiting: concurrency-limit') this.#waitingAtGate += 1;
    this.#last = slot;
  }

  /** Takes note of a slot to come that has neither run nor reason. */
  seeNext(dueAt: number | undefined): void {
    if (!this.isDispatched || dueAt === undefined || dueAt >= this.#nextDueAt) return;
    this.#lostTick = Math.min(this.#lostTick ?? Infinity, dueAt);
  }

  result(): SlotSurvey {
    const answers = Object.fromEntries(this.#answers);
    const entries = [...this.#answers.values()].reduce((sum, count) => sum + count, 0);
    return {
      counts: {
        ...NO_COUNTS,
        ...{ jobs: 1, slots: entries - this.#doubles, answers, doubles: this.#doubles },
        unanswered: this.#answers.get('unanswered') ?? 0,
      },
      missing: this.#missing,
      lostTick: this.#lostTick,
      waitingForLane: this.#waitingForLane,
      waitingAtGate: this.#waitingAtGate,
    };
  }

  #count(slot: AnsweredSlot): void {
    this.#answers.set(slot.answer, (this.#answers.get(slot.answer) ?? 0) + 1);
    if (slot.runId !== undefined && this.#last?.dueAt === slot.dueAt) this.#doubles += 1;
    if (slot.answer !== 'unanswered' || !this.isDispatched || slot.dueAt >= this.#nextDueAt) return;
    const group = this.#last?.answer === 'unanswered' ? this.#missing.at(-1) : undefined;
    if (group === undefined) this.#missing.push([slot.dueAt]);
    else group.push(slot.dueAt);
  }
}
