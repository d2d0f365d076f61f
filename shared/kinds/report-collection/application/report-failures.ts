import { InvalidInput } from '../../../domain/errors.ts';
import type { AcceptedTicket } from '../../../domain/report/decide-ticket.ts';
import type { FailureReason, RunFailure } from '../../../domain/run/run-failure.ts';
import { OutgoingFault, type OutgoingFaultReason } from '../../../application/ports/outgoing-http.ts';

/** What an outgoing call failed with, and whether the same call may succeed later. */
export interface CallFailure {
  readonly failure: RunFailure;
  readonly isFinal: boolean;
}

/**
 * Why a report server gave no answer, or none that is whole. `undefined`: it is another error.
 * A fault's message names the host at most.
 */
export function toCallFailure(
  error: unknown,
  called: { readonly resource: string; readonly ticketId?: string; readonly isReading: boolean },
): CallFailure | undefined {
  const about = aboutOf(called);
  if (error instanceof InvalidInput) {
    // Of the client's own check: it repeats no value.
    const faults = error.issues.map(({ pointer, message }) => `${pointer}: ${message}`).join(' ');
    const message = `${about}: the call cannot be made. ${faults} Mend the job's headers.`;
    return { failure: { reason: 'secret-not-found', message }, isFinal: true };
  }
  if (!(error instanceof OutgoingFault)) return undefined;
  const { failure, isFinal, advice } = FAULTS[error.reason];
  const isTooLate = error.reason === 'timed-out' || error.reason === 'too-slow';
  const reason = isTooLate && !called.isReading ? 'report-server-failed' : failure;
  const words = advice === undefined ? error.message : `${error.message} ${advice}`;
  return { failure: { reason, message: `${about}: ${words}` }, isFinal };
}

interface FaultMeaning {
  readonly failure: FailureReason;
  readonly isFinal: boolean;
  readonly advice?: string;
}

const ADDRESS: FaultMeaning = {
  failure: 'address-refused',
  isFinal: true,
  advice: 'Mend the job\'s "baseUrl", or let the settings allow its address.',
};
const SERVER: FaultMeaning = { failure: 'report-server-failed', isFinal: false };
const SLOW: FaultMeaning = { failure: 'report-too-slow', isFinal: false };

const FAULTS: Readonly<Record<OutgoingFaultReason, FaultMeaning>> = {
  'address-refused': ADDRESS,
  'bad-url': ADDRESS,
  'too-many-redirects': ADDRESS,
  'name-not-found': SERVER,
  'connection-failed': SERVER,
  'timed-out': SLOW,
  'too-slow': SLOW,
  truncated: { failure: 'report-truncated', isFinal: false },
  'too-large': { failure: 'report-too-large', isFinal: true },
  'encoding-refused': {
    failure: 'unexpected-content-type',
    isFinal: true,
    advice: 'Let the server send its reports plain.',
  },
};

/** The server's trouble, by the status that it answered with. */
export function statusFailure(
  status: number,
  called: { readonly resource: string; readonly ticketId?: string },
): RunFailure {
  return {
    reason: 'report-server-failed',
    message: `${aboutOf(called)}: the report server answered ${status}.`,
  };
}

/** For a collection that has no time left while the report is in the making. */
export function notReadyFailure(resource: string, { accepted, requestedAt }: AcceptedTicket): RunFailure {
  const since = new Date(requestedAt).toISOString();
  return {
    reason: 'report-not-ready',
    message:
      `${aboutOf({ resource, ticketId: accepted.ticketId })}: the report, asked for at ${since}, is not ready yet. ` +
      'A run that asks for the same goes on with this ticket, another waits for it; if reports take longer, raise the job\'s "timeoutSeconds".',
  };
}

/** The start of a message: what it is about. */
export function aboutOf({
  resource,
  ticketId,
}: {
  readonly resource: string;
  readonly ticketId?: string;
}): string {
  return ticketId === undefined ? `Resource '${resource}'` : `Resource '${resource}', ticket '${ticketId}'`;
}
