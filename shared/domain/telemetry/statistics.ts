import type { Job } from '../job/job.ts';
import type { JobId } from '../job/job-id.ts';
import { identityOf } from '../run/run-transitions.ts';
import { isFinished, isStabilitySummary, type FailedRun, type FinishedRun, type Run } from '../run/run.ts';
import { attemptIdOf } from '../run/run-id.ts';
import type { SkippedSlots } from '../slot/slot-answer.ts';
import { endId, startId, startOfAttempt } from './attempt-marks.ts';
import { endOf, skipOf, startOf, stopOf, type Happening } from './happening.ts';
import type { JobFacts } from './job-facts.ts';
import { lastDay, lateBucketOf, type LastDay } from './last-day.ts';
import { withoutScore, withScore, type LastScores } from './last-scores.ts';
import { describeMetric } from './metric-catalogue.ts';
import { RecentMarks } from './recent-marks.ts';
import { figuresOfEnding, type Figure } from './run-figures.ts';
import { END_STATES, RunHours, type KeptHours } from './run-hours.ts';
import { Tally, type Attributes, type KeptTally, type Series } from './tally.ts';

/*
 * What has happened to runs, counted as their changes are read. Each change is read at least once and shows a run as it is
 * then: what was in between is passed over. Nothing is kept for each run, so an end counts once by two rules. It is old
 * when it lies well before all that had been read by the last pass that came to the end of the feed: somebody has
 * written a run again that had ended. And what was counted of late is remembered, as much of it as there is room for.
 */

export interface StatisticsLimits {
  /** Value streams with lines of their own; what the rest do is counted together, under `other`. */
  readonly valueStreams: number;
  /** Models whose last PSI is kept. */
  readonly models: number;
}

/** JSON. */
export interface KeptStatistics {
  readonly since: number;
  readonly caughtUpAt: number;
  readonly toldAt: number;
  /** In tallies and scores a value stream is its place in here. */
  readonly streams: readonly string[];
  readonly counted: KeptTally;
  readonly untold: KeptTally;
  readonly scores: LastScores;
  readonly seen: readonly string[];
  readonly begun: readonly string[];
  /** Absent, as what follows, in what was kept before hours were counted. */
  readonly hours?: KeptHours;
  readonly hoursSince?: number;
}

/** How a day went, and what of it is known. */
export interface CountedDay extends LastDay {
  /** Ends before this are in no hour, epoch ms. */
  readonly countedFrom: number;
  readonly caughtUpAt: number;
  /** Whether a value stream that was asked for is counted with others only. */
  readonly isPartial: boolean;
}

/** What is counted together of all value streams that have no lines of their own. */
export const OTHER_STREAMS = 'other';

/** Clocks differ, and a commit takes its time: an end is not old before that. */
const SLACK_MS = 10 * 60_000;

/** Ends and the like that are remembered. */
const MOST_SEEN = 1000;

/** Runs under way whose start was told; of any more it is told with their end. */
const MOST_BEGUN = 1000;

export function newStatistics(now: number): KeptStatistics {
  return {
    ...{ since: now, caughtUpAt: now, toldAt: now },
    ...{ streams: [], counted: {}, untold: {}, scores: {}, seen: [], begun: [], hours: {} },
  };
}

export class Statistics {
  readonly #since: number;
  #caughtUpAt: number;
  #toldAt: number;
  readonly #streams: string[];
  readonly #counted: Tally;
  #untold: Tally;
  #scores: LastScores;
  readonly #seen: RecentMarks;
  readonly #begun: RecentMarks;
  readonly #hours: RunHours;
  readonly #hoursSince: number;
  readonly #limits: StatisticsLimits;

  /** `markOf` makes a short name that is, in practice, different for each text. */
  constructor(kept: KeptStatistics, limits: StatisticsLimits, markOf: (text: string) => string) {
    this.#since = kept.since;
    this.#caughtUpAt = kept.caughtUpAt;
    this.#toldAt = kept.toldAt;
    this.#streams = [...kept.streams];
    this.#counted = Tally.from(kept.counted);
    this.#untold = Tally.from(kept.untold);
    this.#scores = kept.scores;
    this.#seen = new RecentMarks(kept.seen, { most: MOST_SEEN, markOf });
    this.#begun = new RecentMarks(kept.begun, { most: MOST_BEGUN, markOf });
    this.#hours = new RunHours(kept.hours ?? {});
    this.#hoursSince = kept.hoursSince ?? (kept.hours === undefined ? kept.caughtUpAt : kept.since);
    this.#limits = limits;
  }

  get toldAt(): number {
    return this.#toldAt;
  }

  /** The value streams that have lines of their own. */
  get streams(): readonly string[] {
    return this.#streams;
  }

  kept(): KeptStatistics {
    return {
      ...{ since: this.#since, caughtUpAt: this.#caughtUpAt, toldAt: this.#toldAt, streams: this.#streams },
      ...{ counted: this.#counted.kept(), untold: this.#untold.kept(), scores: this.#scores },
      ...{ seen: this.#seen.kept(), begun: this.#begun.kept() },
      ...{ hours: this.#hours.kept(), hoursSince: this.#hoursSince },
    };
  }

  /** How the day before an instant went in these value streams; undefined: in all. */
  lastDay(now: number, valueStreams: readonly string[] | undefined): CountedDay {
    const places = valueStreams?.map((name) => `${this.#streams.indexOf(name)}`);
    const isFull = this.#streams.length >= this.#limits.valueStreams;
    return {
      ...lastDay(this.#hours, now, places),
      ...{ countedFrom: this.#hoursSince, caughtUpAt: this.#caughtUpAt },
      isPartial: isFull && (places?.includes('-1') ?? false),
    };
  }

  /** Notes that all that happened before an instant has been read. */
  caughtUp(at: number): void {
    this.#caughtUpAt = Math.max(this.#caughtUpAt, at);
  }

  /** What was counted since this was called last: for those who are told of increments. */
  takeUntold(now: number): readonly Series[] {
    const untold = this.#named(this.#untold.series());
    this.#untold = new Tally();
    this.#toldAt = now;
    return untold;
  }

  /** All figures as they are. */
  series(): readonly Series[] {
    const scores = Object.entries(this.#scores)
      .toSorted(([a, left], [b, right]) => right.psi - left.psi || (a < b ? -1 : 1))
      .slice(0, this.#limits.models)
      .map(([modelId, { valueStream, psi }]): Series => ({
        metric: 'evenkeel.stability.psi',
        attributes: { valueStream, modelId },
        value: psi,
      }));
    const readTime = { metric: 'evenkeel.statistics.read_time' as const, attributes: {} };
    return [
      ...this.#named([...this.#counted.series(), ...scores]),
      { ...readTime, value: this.#caughtUpAt / 1000 },
    ];
  }

  /** Takes a run as it is now, and gives what has happened that was not told before. */
  takeRun(run: Run, facts: JobFacts): readonly Happening[] {
    const starts = this.#starts(run, facts);
    const passedOver = this.#passedOver(run);
    const before = passedOver === undefined ? [] : this.#end(passedOver, facts);
    return [...starts, ...before, ...(isFinished(run) ? this.#end(run, facts) : [])];
  }

  /** Takes slots that will not run; what was taken of late is not taken twice. */
  takeSkipped(jobId: JobId, skipped: SkippedSlots, facts: JobFacts): readonly Happening[] {
    const { fromDueAt, untilDueAt, count, reason, generation } = skipped;
    if (!this.#seen.add([jobId, fromDueAt, untilDueAt, count, reason, generation].join(' '))) return [];
    const { valueStream } = facts;
    this.#count(['evenkeel.slots.skipped', { valueStream, reason }, count]);
    return [skipOf(jobId, skipped, facts)];
  }

  /** Takes a job as it is now. */
  takeJob(job: Job): readonly Happening[] {
    if (job.state !== 'deleted') this.#begin(job);
    if (job.state === 'deleted' && job.kind === 'stability') {
      this.#scores = withoutScore(this.#scores, { modelId: job.task.modelId, jobId: job.jobId });
    }
    const stop = stopOf(job);
    if (stop === undefined || this.#isOld(stop.at)) return [];
    const { at, ...happening } = stop;
    return this.#seen.add([job.jobId, stop.name, at].join(' ')) ? [happening] : [];
  }

  /** A counter that begins with its first event hides it from whoever looks at increases: it has to have been 0. */
  #begin({ valueStream, kind }: Job): void {
    const place = this.#placeOf(valueStream);
    for (const state of END_STATES) {
      this.#counted.add('evenkeel.runs.finished', { valueStream: place, kind, state }, 0);
    }
  }

  #end(run: FinishedRun, facts: JobFacts): readonly Happening[] {
    const isNew = !this.#isOld(run.finishedAt) && this.#seen.add(endId(run));
    if (!isNew) return [];
    const figures = figuresOfEnding(run, facts);
    for (const figure of figures) this.#count(figure);
    this.#countHour(run, figures);
    this.#score(run);
    return endOf(run, facts);
  }

  #countHour({ valueStream, state, finishedAt }: FinishedRun, figures: readonly Figure[]): void {
    const late = figures.find(([metric]) => metric === 'evenkeel.runs.lateness');
    const lateBucket = late === undefined ? undefined : lateBucketOf(late[2]);
    this.#hours.add({ place: this.#placeOf(valueStream), state, finishedAt, lateBucket });
  }

  #isOld(at: number): boolean {
    return at < this.#caughtUpAt - SLACK_MS;
  }

  /** A failure that somebody had retried before it was read; other ends leave no trace then. */
  #passedOver(run: Run): FailedRun | undefined {
    const last = run.endedAttempts.find(({ attempt }) => attempt === run.chainStart - 1);
    if (last === undefined || last.finishedAt <= this.#caughtUpAt) return undefined;
    const { attempt, startedAt, finishedAt, failure } = last;
    const endedAttempts = run.endedAttempts.filter((ended) => ended.attempt <= attempt);
    // Where that chain had begun is not known any more.
    const chainStart = attempt;
    return {
      ...{ ...identityOf(run), attempt, chainStart, endedAttempts },
      ...{ state: 'failed', startedAt, finishedAt, failure },
    };
  }

  #starts(run: Run, facts: JobFacts): readonly Happening[] {
    const ended = run.endedAttempts.filter(({ attempt }) => attempt < run.attempt);
    const before = ended.filter(
      ({ attempt, finishedAt }) =>
        !this.#begun.take(attemptIdOf(run.runId, attempt)) &&
        finishedAt > this.#caughtUpAt &&
        this.#seen.add(startId(run, attempt)),
    );
    return [...before.map((attempt) => startOf(run, attempt, facts)), ...this.#presentStart(run, facts)];
  }

  #presentStart(run: Run, facts: JobFacts): readonly Happening[] {
    const { attempt } = run;
    const name = attemptIdOf(run.runId, attempt);
    if (run.state === 'running') {
      const isToTell = !this.#begun.isFull && this.#begun.add(name);
      return isToTell ? [startOf(run, run, facts)] : [];
    }
    if (!isFinished(run)) return [];
    const wasTold = this.#begun.take(name);
    const startedAt = startOfAttempt(run);
    if (wasTold || startedAt === undefined || this.#isOld(run.finishedAt) || this.#seen.has(endId(run)))
      return [];
    return [startOf(run, { attempt, startedAt }, facts)];
  }

  #score(run: FinishedRun): void {
    if (run.state !== 'succeeded' || !isStabilitySummary(run.result)) return;
    const { modelId, psi } = run.result;
    if (psi === null) return;
    const valueStream = this.#placeOf(run.valueStream);
    const { jobId, dueAt, finishedAt: measuredAt } = run;
    const score = { valueStream, jobId, psi, dueAt, measuredAt };
    this.#scores = withScore(this.#scores, modelId, { score, most: this.#limits.models });
  }

  #count([metric, given, value]: Figure): void {
    const { valueStream } = given;
    const attributes: Attributes =
      valueStream === undefined ? given : { ...given, valueStream: this.#placeOf(valueStream) };
    const { kind } = describeMetric(metric);
    switch (kind) {
      case 'gauge':
        this.#counted.raise(metric, attributes, value);
        break;
      case 'counter':
        for (const tally of [this.#counted, this.#untold]) tally.add(metric, attributes, value);
        break;
      case 'histogram':
        for (const tally of [this.#counted, this.#untold]) tally.observe(metric, attributes, value);
        break;
    }
  }

  /** A value stream is counted under its own name when it came early enough. */
  #placeOf(valueStream: string): string {
    if (valueStream === OTHER_STREAMS) return OTHER_STREAMS;
    const known = this.#streams.indexOf(valueStream);
    if (known >= 0) return `${known}`;
    if (this.#streams.length >= this.#limits.valueStreams) return OTHER_STREAMS;
    this.#streams.push(valueStream);
    return `${this.#streams.length - 1}`;
  }

  #named(series: readonly Series[]): readonly Series[] {
    return series.map((line) => {
      const { valueStream } = line.attributes;
      if (valueStream === undefined) return line;
      const name = valueStream === OTHER_STREAMS ? OTHER_STREAMS : this.#streams[Number(valueStream)];
      return { ...line, attributes: { ...line.attributes, valueStream: name ?? OTHER_STREAMS } };
    });
  }
}
