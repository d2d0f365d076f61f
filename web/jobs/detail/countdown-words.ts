import type { JobView } from '../../../shared/contracts/http/job-view.ts';

const MINUTE_S = 60;
const HOUR_S = 3600;
const DAY_S = 86_400;

/** The first of the coming slots that is not past; none of a job that is not active. */
export function nextUpcoming({ upcoming }: Pick<JobView, 'upcoming'>, nowMs: number): string | undefined {
  return upcoming.find(({ dueAt }) => Date.parse(dueAt) > nowMs)?.dueAt;
}

/** As in `in 42 s`, `in 3 min 08 s`, `in 5 h 20 min`, `in 3 d 4 h`: two units, so that it is seen to move. */
export function countdownWords(atMs: number, nowMs: number): string {
  const seconds = Math.max(0, Math.ceil((atMs - nowMs) / 1000));
  if (seconds < MINUTE_S) return `in ${seconds} s`;
  if (seconds < HOUR_S) return `in ${Math.floor(seconds / MINUTE_S)} min ${padded(seconds % MINUTE_S)} s`;
  if (seconds < DAY_S) {
    return `in ${Math.floor(seconds / HOUR_S)} h ${padded(Math.floor((seconds % HOUR_S) / MINUTE_S))} min`;
  }
  return `in ${Math.floor(seconds / DAY_S)} d ${Math.floor((seconds % DAY_S) / HOUR_S)} h`;
}

function padded(figure: number): string {
  return String(figure).padStart(2, '0');
}
