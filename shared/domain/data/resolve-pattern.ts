import { InvalidInput } from '../errors.ts';
import { findTimeZone } from '../schedule/time-zone.ts';
import { dataPathIssues } from './check-data-path.ts';
import type { DataInterval } from './data-interval.ts';
import { fillDate } from './fill-date.ts';

/** Which blobs a path means for one run. */
export interface ResolvedPattern {
  readonly container: string;
  /** Every name that matches begins with it; what to list. */
  readonly prefix: string;
  /** The path with its placeholders filled in, for messages. */
  readonly path: string;
  /** Whether it means one blob, which has the name `prefix`. */
  readonly isSingle: boolean;
  /** Whether a blob of the container, by name, is meant. */
  readonly matches: (name: string) => boolean;
}

/**
 * Fills in a path's placeholders with the local time of `timeZone` (IANA) at which the interval starts. Where clocks
 * are set back an hour comes twice, and both have the same name: an hourly path is best in UTC.
 *
 * As in Spark and Hive, what begins with "_" or "." is no data (`_SUCCESS`, `_temporary/`): neither a "*" at the start
 * of a step nor a "/" at the end stands for it. Written out, such a name is found.
 *
 * Throws InvalidInput with all faults of the path and the zone.
 */
export function resolvePattern(path: string, { from }: DataInterval, timeZone = 'UTC'): ResolvedPattern {
  const zone = findTimeZone(timeZone);
  const issues = [
    ...dataPathIssues(path, '/path'),
    ...(zone === undefined ? [{ pointer: '/timeZone', message: `there is no time zone '${timeZone}'` }] : []),
  ];
  if (zone === undefined || issues.length > 0) {
    const faults = issues.map(({ message }) => message).join('; ');
    throw new InvalidInput(`The data's path '${path}' cannot be used: ${faults}.`, issues);
  }
  const filled = fillDate(path, from, zone);
  const slash = filled.indexOf('/');
  const name = filled.slice(slash + 1);
  const star = name.indexOf('*');
  return {
    container: filled.slice(0, slash),
    prefix: star < 0 ? name : name.slice(0, star),
    path: filled,
    isSingle: star < 0 && name !== '' && !name.endsWith('/'),
    matches: createMatcher(name),
  };
}

function createMatcher(pattern: string): (name: string) => boolean {
  const isOpen = pattern === '' || pattern.endsWith('/');
  const steps = pattern === '' ? [] : pattern.replace(/\/$/, '').split('/').map(createStepMatcher);
  return (name) => {
    const given = name.split('/');
    const below = given.slice(steps.length);
    if (isOpen ? below.length === 0 || !below.every(isData) : below.length > 0) return false;
    return steps.length <= given.length && steps.every((matches, index) => matches(given[index] ?? ''));
  };
}

function isData(step: string): boolean {
  return step !== '' && !step.startsWith('_') && !step.startsWith('.');
}

/** Pieces are looked for from left to right, each as early as possible, so that no name takes long to compare. */
function createStepMatcher(step: string): (text: string) => boolean {
  const [first = '', ...rest] = step.split('*');
  const last = rest.pop();
  if (last === undefined) return (text) => text === first;
  return (text) => {
    if (!text.startsWith(first) || (first === '' && !isData(text))) return false;
    let at = first.length;
    for (const piece of rest) {
      const found = text.indexOf(piece, at);
      if (found < 0) return false;
      at = found + piece.length;
    }
    return text.length - last.length >= at && text.endsWith(last);
  };
}
