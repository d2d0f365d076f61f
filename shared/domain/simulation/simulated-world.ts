import { PLAIN_CSV } from '../data/data-source.ts';
import type { Job } from '../job/job.ts';
import type { StabilityTask } from '../job/stability-task.ts';
import { takePlace, withoutPlace, type Gate, type GateHolder } from '../run/gate.ts';
import type { Lane } from '../run/lane.ts';
import type { PendingRun, Run, WaitingRun } from '../run/run.ts';
import type { RunId } from '../run/run-id.ts';
import { toWoken } from '../run/run-transitions.ts';
import { NO_CALENDARS, type Calendars } from '../schedule/exclusion.ts';
import { nextDueAt } from '../schedule/next-due-at.ts';
import type { Recurrence } from '../schedule/recurrence.ts';
import type { SkippedSlots } from '../slot/slot-answer.ts';
import { DEFAULT_THRESHOLDS } from '../stability/stability-band.ts';
import { Agenda } from './agenda.ts';
import { nothingToCome } from './nothing-to-come.ts';
import type { Simulation } from './simulation.ts';

/** What the job would measure: nothing of it is asked by any rule. */
const NO_TASK: StabilityTask = {
  modelId: 'none',
  baselineId: 'none',
  current: { kind: 'blob', path: 'datasets/none', format: PLAIN_CSV },
  characteristics: 'all',
  comparisons: [],
  criteria: DEFAULT_THRESHOLDS,
  recipients: [],
};

/** The stores, the queue and the clock of one simulated job. */
export class SimulatedWorld {
  readonly simulation: Simulation;
  readonly calendars: Calendars;
  readonly agenda: Agenda;
  readonly runs = new Map<RunId, Run>();
  readonly skipped: SkippedSlots[] = [];
  /** The recurrences of each generation: what a record of skipped slots counts by. */
  readonly recurrencesOf = new Map<number, readonly Recurrence[]>();
  readonly #gates = new Map<string, Gate>();
  readonly #atGates: RunId[] = [];
  #job: Job;
  #going = 0;
  #skippedCount = 0;
  lane: Lane | undefined;
  now: number;
  attemptsStarted = 0;
  maxConcurrent = 0;

  constructor(simulation: Simulation) {
    const { jobId, recurrences, policies, from, calendars = NO_CALENDARS, outages, changes } = simulation;
    this.simulation = simulation;
    this.calendars = calendars;
    this.now = from;
    this.agenda = new Agenda(outages);
    for (const change of changes) this.agenda.add(change.at, { type: 'change', change });
    const first = nextDueAt(recurrences, from, calendars);
    if (first === undefined) throw nothingToCome('/definition/recurrences');
    this.#job = {
      ...{ jobId, kind: 'stability', valueStream: 'none', task: NO_TASK, recurrences, policies },
      ...{ state: 'active', generation: 1, bornAs: 1, slotsAfter: from, nextDueAt: first },
      ...{ createdAt: from, updatedAt: from },
    };
    this.recurrencesOf.set(1, recurrences);
  }

  get job(): Job {
    return this.#job;
  }

  /** How many slots have an answer. */
  get slotCount(): number {
    return this.runs.size + this.#skippedCount;
  }

  save(job: Job): void {
    this.#job = job;
    this.recurrencesOf.set(job.generation, job.recurrences);
  }

  skip(skipped: readonly SkippedSlots[]): void {
    for (const slots of skipped) {
      this.skipped.push(slots);
      this.#skippedCount += slots.count;
    }
  }

  put(run: Run): void {
    const wasGoing = this.runs.get(run.runId)?.state === 'running';
    this.#going += Number(run.state === 'running') - Number(wasGoing);
    this.maxConcurrent = Math.max(this.maxConcurrent, this.#going);
    this.runs.set(run.runId, run);
    if (run.state === 'waiting' && run.waitingFor === 'concurrency-limit') this.#queueAtGate(run);
  }

  /** Behind all that have waited longer; of those that came at the same instant the earlier slot goes first. */
  #queueAtGate({ runId, dueAt, waitingSince }: WaitingRun): void {
    let index = this.#atGates.length;
    for (; index > 0; index -= 1) {
      const id = this.#atGates[index - 1];
      const other = id === undefined ? undefined : this.runs.get(id);
      if (other?.state === 'waiting' && (other.waitingSince < waitingSince || other.dueAt < dueAt)) break;
    }
    this.#atGates.splice(index, 0, runId);
  }

  /** Sends the message that starts a pending run. */
  send({ runId, attempt, effectiveAt }: PendingRun): void {
    this.agenda.add(Math.max(effectiveAt, this.now), { type: 'message', runId, attempt });
  }

  acquire(key: string, limit: number, holder: GateHolder): 'acquired' | 'full' {
    const taken = takePlace(this.#gates.get(key) ?? { key, limit, holders: [] }, limit, holder);
    if (taken === undefined) return 'full';
    this.#gates.set(key, taken);
    return 'acquired';
  }

  release(key: string, runId: RunId): void {
    const gate = this.#gates.get(key);
    if (gate === undefined) return;
    this.#gates.set(key, withoutPlace(gate, runId));
    this.wakeWaiting(key, gate.limit);
  }

  /** Who has waited longest asks again; who comes first gets the place. */
  wakeWaiting(key: string, limit: number): void {
    let free = limit - (this.#gates.get(key)?.holders.length ?? 0);
    for (let index = 0; index < this.#atGates.length && free > 0;) {
      const id = this.#atGates[index];
      const run = id === undefined ? undefined : this.runs.get(id);
      if (run?.state !== 'waiting' || run.waitingFor !== 'concurrency-limit') {
        this.#atGates.splice(index, 1);
      } else if (run.gateKey === key) {
        this.#atGates.splice(index, 1);
        const woken = toWoken(run, this.now);
        this.put(woken);
        this.send(woken);
        free -= 1;
      } else {
        index += 1;
      }
    }
  }
}
