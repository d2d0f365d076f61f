import { InvalidInput } from '../../../domain/errors.ts';
import { OutgoingFault } from '../../../application/ports/outgoing-http.ts';
import type { FailureReason, RunFailure } from '../../../domain/run/run-failure.ts';
import type { WorkspaceFault } from '../application/ports/workspaces.ts';
import { faultAnswer } from '../contracts/workspace-answers.ts';
import { readFault, type FaultMeaning } from '../domain/read-fault.ts';
import { shortened } from '../domain/shortened.ts';
import { TokenServerFailed } from './ask-for-token.ts';

export interface WorkspaceCall {
  /** Path after `/api/2.2/jobs/`, and its query. */
  readonly operation: string;
  /** JSON; absent: the call is a GET. */
  readonly body?: string;
  /** Of the answer. */
  readonly maxBytes?: number;
}

interface StatusAnswer {
  readonly status: number;
  readonly text: string;
  readonly retryAfterMs: number | undefined;
}

/** What an answer of another status than 200 says. */
export function toStatusFault(
  { status, text, retryAfterMs }: StatusAnswer,
  call: WorkspaceCall,
): WorkspaceFault {
  const { code, message } = faultIn(text);
  const meaning = readFault({ status, code, message });
  const words = [code, message].filter((each) => each !== '').join(': ');
  const said = words === '' ? '' : ` (${shortened(words)})`;
  const failure: RunFailure = {
    reason: REASONS[meaning],
    message: `Databricks answered ${nameOf(call)} with ${status}${said}.${ADVICE[status] ?? ''}`,
  };
  return {
    ...{ outcome: 'faulted', meaning, failure },
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    mayBeDone: meaning === 'failed' && status >= 500,
  };
}

const REASONS: Readonly<Record<FaultMeaning, FailureReason>> = {
  busy: 'service-busy',
  failed: 'service-failed',
  unknown: 'service-refused',
  refused: 'service-refused',
};

const ADVICE: Readonly<Record<number, string>> = {
  400: ' Mend what the job’s task says of it.',
  401: ' See the secret or the identity of the connection.',
  403: ' Let the connection’s principal do this in the workspace ("Can Manage Run" on the job, "Can Attach To" on the cluster).',
  404: ' See the id in the job’s task, and whether its connection is that of the right workspace.',
};

/** JSON as a rule; some gateways answer `CODE: words`, or a page. */
function faultIn(text: string): { readonly code: string; readonly message: string } {
  try {
    const read = faultAnswer.safeParse(JSON.parse(text));
    if (read.success) return read.data;
  } catch {
    // Not JSON.
  }
  const [, code = '', message = ''] = /^([A-Z_]{3,60}): ([^\n]*)/.exec(text) ?? [];
  return { code, message };
}

/** What a call failed with before it had an answer; undefined: that is no fault of the call. */
export function toThrownFault(error: unknown, call: WorkspaceCall): WorkspaceFault | undefined {
  const about = `Databricks could not be asked for ${nameOf(call)}`;
  if (error instanceof TokenServerFailed) {
    const failure: RunFailure = { reason: 'service-failed', message: `${about}: ${error.message}.` };
    return { outcome: 'faulted', meaning: 'failed', failure, mayBeDone: false };
  }
  if (error instanceof InvalidInput)
    return noToken('its token cannot be sent: it holds characters that no token has');
  if (!(error instanceof OutgoingFault)) return undefined;
  const { reason, wasSent } = error;
  const { meaning, failure, advice = '' } = OUTGOING[reason];
  return {
    ...{ outcome: 'faulted', meaning },
    failure: { reason: failure, message: `${about}: ${error.message}${advice}` },
    mayBeDone: wasSent && reason !== 'too-many-redirects',
  };
}

interface OutgoingMeaning {
  readonly meaning: FaultMeaning;
  readonly failure: FailureReason;
  readonly advice?: string;
}

const SERVICE: OutgoingMeaning = { meaning: 'failed', failure: 'service-failed' };
const ANSWER: OutgoingMeaning = { meaning: 'refused', failure: 'answer-not-expected' };
const ADDRESS: OutgoingMeaning = {
  meaning: 'refused',
  failure: 'address-refused',
  advice:
    ' See the host of the connection, whether the app may call it (OUTGOING__…), and whether it is open to the app’s network.',
};

const OUTGOING: Readonly<Record<OutgoingFault['reason'], OutgoingMeaning>> = {
  'address-refused': ADDRESS,
  'bad-url': ADDRESS,
  'too-many-redirects': ADDRESS,
  'name-not-found': SERVICE,
  'connection-failed': SERVICE,
  'timed-out': SERVICE,
  'too-slow': SERVICE,
  truncated: SERVICE,
  'too-large': ANSWER,
  'encoding-refused': ANSWER,
};

/** There is nothing to sign in with. */
export function noToken(why: string): WorkspaceFault {
  const message = `The connection to Databricks cannot be used: ${why}.`;
  const failure: RunFailure = { reason: 'secret-not-found', message };
  return { outcome: 'faulted', meaning: 'refused', failure, mayBeDone: false };
}

/** A success that does not say what it should; what it was asked for may have been done. */
export function answerNotExpected(operation: string): WorkspaceFault {
  const message = `Databricks’ answer to ${operation} is not what the Jobs API 2.2 answers. See the connection’s host.`;
  const failure: RunFailure = { reason: 'answer-not-expected', message };
  return { outcome: 'faulted', meaning: 'refused', failure, mayBeDone: true };
}

function nameOf({ operation }: WorkspaceCall): string {
  const [path = ''] = operation.split('?');
  const id = /run_id=(\d+)/.exec(operation)?.[1];
  return id === undefined ? `jobs/${path}` : `jobs/${path} of run ${id}`;
}
