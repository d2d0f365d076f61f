import type { HttpResponseInit } from '@azure/functions';
import type { ChangedSince } from '../../shared/application/changed-since.ts';
import type { ExpectedVersions } from '../../shared/application/save-calendar.ts';
import { problem } from './problem.ts';

interface Outdated {
  /** What the audit log calls it. */
  readonly subject: string;
  readonly expected: ExpectedVersions;
  /** What the caller is told that it is not at the version: `The calendar 'x' is`. */
  readonly words: string;
}

/** The answer to a change under a version that is not the present one, with what changed since where that is known. */
export async function outdated(
  changedSince: ChangedSince,
  { subject, expected, words }: Outdated,
): Promise<HttpResponseInit> {
  const changed = await changedSince(subject, expected);
  return problem({
    type: 'precondition-failed',
    status: 412,
    title: 'Not the version that was expected.',
    detail: `${words} not at the version of If-Match. Read again and repeat the change.`,
    ...(changed === undefined ? {} : { changed }),
  });
}
