import { CallFailed, messageOf } from '../../api/problem.ts';

/** What is told of something that could not be read. */
export interface LoadFailure {
  readonly title: string;
  readonly message: string;
  /** Whether it may be had later without anybody doing anything, so that it is worth asking for again. */
  readonly isTemporary: boolean;
}

/** `what` with its article, as in "the job". */
export function loadFailure(error: Error, what: string): LoadFailure {
  const cause = error.cause ?? error;
  const isMissing = cause instanceof CallFailed && cause.status === 404;
  return {
    title: `Could not ${isMissing ? 'find' : 'read'} ${what}`,
    message: messageOf(cause),
    isTemporary: cause instanceof CallFailed && cause.isTemporary,
  };
}
