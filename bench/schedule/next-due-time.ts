import { CronExpressionParser } from 'cron-parser';
import { Cron } from 'croner';
import { nextDueAt } from '../../shared/domain/schedule/next-due-at.ts';
import type { CronRecurrence } from '../../shared/domain/schedule/recurrence.ts';
import { measure } from '../measure.ts';

const EXPRESSIONS = [
  '0 6 * * *',
  '30 1 * * MON-FRI',
  '*/15 * * * *',
  '0 0 1 * *',
  '15 2 * * *',
  '0 9 1,15 * 1',
];
const ZONES = ['Europe/London', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kolkata', 'UTC'];
const START = Date.UTC(2026, 0, 1);

/** Instants 2.7 days apart, so that a year with its clock changes is walked through. */
const STEP_MS = 233_280_017;
const INSTANTS = 135;

/** Answers of one warm round, per second. */
export interface NextDueTimeFigure {
  readonly name: string;
  readonly answersPerSecond: number;
}

export interface NextDueTimeOptions {
  readonly repeats: number;
}

/** Gives the instant found, so that no answer can be optimised away. */
type Ask = (after: number) => number;

/** Next due time in five zones, beside croner and cron-parser in the same run; prints and returns the figures. */
export function benchNextDueTime({ repeats }: NextDueTimeOptions): readonly NextDueTimeFigure[] {
  const figures = [
    figure('evenkeel', 40, { repeats, asks: askers(askOurs) }),
    figure('croner', 1, { repeats, asks: askers(askCroner) }),
    figure('cron-parser', 1, { repeats, asks: askers(askCronParser) }),
  ];
  const ours = figures[0]?.answersPerSecond ?? NaN;
  console.log(
    `Next due time, ${EXPRESSIONS.length} expressions in ${ZONES.length} zones, median of ${repeats}`,
  );
  for (const { name, answersPerSecond } of figures) {
    const rate = Math.round(answersPerSecond).toLocaleString('en').padStart(12);
    console.log(`  ${name.padEnd(14)}${rate}/s   evenkeel x ${(ours / answersPerSecond).toFixed(1)}`);
  }
  return figures;
}

/** `rounds` is how often the instants are gone through, so that the fast are measured long enough too. */
function figure(
  name: string,
  rounds: number,
  { repeats, asks }: { readonly repeats: number; readonly asks: readonly Ask[] },
): NextDueTimeFigure {
  let sum = 0;
  const { medianMs } = measure(
    repeats,
    () => undefined,
    () => {
      for (let round = 0; round < rounds; round += 1) sum += askAll(asks);
    },
  );
  if (!Number.isFinite(sum)) throw new Error(`${name} did not find every due time.`);
  return { name, answersPerSecond: (rounds * asks.length * INSTANTS * 1000) / medianMs };
}

function askAll(asks: readonly Ask[]): number {
  let sum = 0;
  for (const ask of asks) {
    for (let index = 0; index < INSTANTS; index += 1) sum += ask(START + index * STEP_MS);
  }
  return sum;
}

function askers(create: (expression: string, timeZone: string) => Ask): readonly Ask[] {
  return EXPRESSIONS.flatMap((expression) => ZONES.map((timeZone) => create(expression, timeZone)));
}

/** As the dispatcher asks: the recurrence as stored, nothing compiled beforehand. */
function askOurs(expression: string, timeZone: string): Ask {
  const recurrence: CronRecurrence = { type: 'cron', dialect: 'unix5', expression, timeZone, dst: 'shift' };
  const recurrences = [recurrence];
  return (after) => nextDueAt(recurrences, after) ?? NaN;
}

/** The peers parse once and are asked many times, which is their fastest way. */
function askCroner(expression: string, timezone: string): Ask {
  const cron = new Cron(expression, { timezone, paused: true });
  return (after) => cron.nextRun(new Date(after))?.getTime() ?? NaN;
}

function askCronParser(expression: string, tz: string): Ask {
  const cron = CronExpressionParser.parse(expression, { tz });
  return (after) => {
    cron.reset(new Date(after));
    return cron.next().getTime();
  };
}
