import { present } from '../../support/present.ts';

const BOUNDS = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 6],
] as const;

interface Field {
  readonly values: ReadonlySet<number>;
  readonly isStar: boolean;
}

/** Whether an instant is one that a schedule names, in UTC, by the rules of robfig/cron 3 as its documentation says them. */
export function namesOfRobfig(schedule: string): (instant: number) => boolean {
  const fields = schedule.split(' ').map((text, index) => readField(text, present(BOUNDS[index])));
  return (instant) => {
    const at = new Date(instant);
    const [minute, hour, day, month, weekday] = [
      ...[at.getUTCMinutes(), at.getUTCHours(), at.getUTCDate(), at.getUTCMonth() + 1, at.getUTCDay()],
    ].map((value, index) => present(fields[index]).values.has(value));
    const isAnyDay = present(fields[2]).isStar || present(fields[4]).isStar;
    const isDay = isAnyDay ? day === true && weekday === true : day === true || weekday === true;
    return minute === true && hour === true && month === true && isDay;
  };
}

function readField(text: string, [min, max]: readonly [number, number]): Field {
  const values = new Set<number>();
  let isStar = false;
  for (const item of text.split(',')) {
    const [span = '', step = '1'] = item.split('/');
    const isAll = span === '*' || span === '?';
    const [low = min, high = low] = isAll ? [min, max] : span.split('-').map(Number);
    const end = isAll || span.includes('-') || !item.includes('/') ? high : max;
    for (let value = low; value <= end; value += Number(step)) values.add(value);
    if (isAll && step === '1') isStar = true;
  }
  return { values, isStar };
}
