import type { AlertCause } from '../../domain/alert/alert-cause.ts';
import type { RuleBook } from '../../domain/alert/rule-book.ts';
import type { AlertSources } from '../ports/alert-sources.ts';
import { isRunId, jobIdOf } from '../../domain/run/run-id.ts';
import type { AuditEntry, AuditedState } from '../ports/audit-log.ts';
import type { UnreadableLetter } from '../ports/dead-letter-store.ts';
import type { Fingerprint } from '../ports/environment.ts';
import type { JobStore } from '../ports/job-store.ts';
import { Unavailable } from '../../domain/errors.ts';
import { matchCauses, type JobCauses } from './match-causes.ts';
import { readableJob } from './readable-job.ts';
import { recordCauses, type RecordDependencies } from './record-causes.ts';

interface Dependencies extends RecordDependencies {
  readonly alertSources: AlertSources;
  readonly jobs: Pick<JobStore, 'get'>;
  readonly streamOfLock: (resource: string) => Promise<string | undefined>;
  readonly fingerprint: Fingerprint;
}

const MAX_TEXT = 500;

/** Raises locks that a person has broken since the instant (epoch ms); each is counted once, however often it is read. */
export async function sweepBrokenLocks(
  dependencies: Dependencies,
  book: RuleBook,
  since: number,
): Promise<void> {
  if (!book.hasCondition('lock-broken')) return;
  const entries = await dependencies.alertSources.brokenLocks(since);
  const causes = await Promise.all(entries.map((entry) => lockCauseOf(dependencies, entry)));
  const found = causes.flatMap((cause): JobCauses[] =>
    cause === undefined ? [] : [{ job: undefined, causes: [cause] }],
  );
  await recordCauses(dependencies, matchCauses(found, book, dependencies.fingerprint));
}

/** A lock that belongs to no value stream is nobody's to be told of. */
async function lockCauseOf(
  dependencies: Dependencies,
  { subject, changeId, at, author, reason = '', before }: AuditEntry,
): Promise<AlertCause | undefined> {
  const resource = subject.slice(subject.indexOf(':') + 1);
  const valueStream =
    (await streamOfHolder(dependencies, before)) ?? (await streamOfLock(dependencies, resource));
  if (valueStream === undefined) return undefined;
  return {
    ...{ causeId: `${subject}.${changeId}`, condition: 'lock-broken', at, valueStream, subject },
    group: `lock ${resource}`,
    detail: { type: 'lock-broken', resource, author, reason: reason.slice(0, MAX_TEXT) },
  };
}

/** Undefined as well where its job cannot be read: other locks are told of all the same. */
async function streamOfLock(
  { streamOfLock: read, log }: Dependencies,
  resource: string,
): Promise<string | undefined> {
  try {
    return await read(resource);
  } catch (error) {
    if (error instanceof Unavailable) throw error;
    log.error('Whose a broken lock is cannot be read.', error, { resource });
    return undefined;
  }
}

/** Of the run that the lock was taken from: a lock that was broken has no holder any more. */
async function streamOfHolder(
  dependencies: Dependencies,
  before: AuditedState | undefined,
): Promise<string | undefined> {
  const holder = before?.['holder'];
  if (typeof holder !== 'object' || holder === null || !('runId' in holder)) return undefined;
  const { runId } = holder;
  if (typeof runId !== 'string' || !isRunId(runId)) return undefined;
  return (await readableJob(dependencies, jobIdOf(runId)))?.valueStream;
}

/**
 * Raises dead letters that no run could be marked with, since the instant (epoch ms). Which value stream such a message is of
 * nobody knows: the rules of all streams are told that look at whole streams, without its body.
 */
export async function sweepLetters(dependencies: Dependencies, book: RuleBook, since: number): Promise<void> {
  if (!book.hasCondition('dead-letter')) return;
  const letters = await dependencies.alertSources.unreadableLetters(since);
  const streams = [...new Set(book.rules.map(({ valueStream }) => valueStream))];
  const causes = letters.flatMap((letter) =>
    streams.map((stream) => letterCauseOf(letter, stream, dependencies.fingerprint)),
  );
  const found = causes.map((cause) => ({ job: undefined, causes: [cause] }));
  await recordCauses(dependencies, matchCauses(found, book, dependencies.fingerprint));
}

function letterCauseOf(
  { queue, messageId, cause, receivedAt }: Omit<UnreadableLetter, 'body'>,
  valueStream: string,
  fingerprint: Fingerprint,
): AlertCause {
  const name = `letter:${fingerprint(JSON.stringify([queue, messageId]))}`;
  return {
    ...{ causeId: name, condition: 'dead-letter', at: receivedAt, valueStream, subject: name },
    group: `unreadable dead letters of the queue ${queue}`,
    detail: { type: 'dead-letter', queue, reason: cause.slice(0, MAX_TEXT) },
  };
}
