import type { Clock } from '../../../application/ports/environment.ts';
import type { OutgoingHttp, OutgoingResponse } from '../../../application/ports/outgoing-http.ts';
import { readRetryAfter } from '../../../domain/report/retry-after.ts';
import { SECOND_MS } from '../../../domain/schedule/instant.ts';
import type { Answered } from '../application/ports/workspaces.ts';
import { parseExactJson } from '../contracts/exact-json.ts';
import { readText } from './read-text.ts';
import {
  answerNotExpected,
  noToken,
  toStatusFault,
  toThrownFault,
  type WorkspaceCall,
} from './workspace-faults.ts';
import type { WorkspaceTokens } from './workspace-tokens.ts';

const API = '/api/2.2/jobs/';
const TIMEOUT_MS = 60 * SECOND_MS;
const MAX_BYTES = 1024 ** 2;

/** Makes one call, and gives the JSON of its answer. */
export type CallWorkspace = (call: WorkspaceCall) => Promise<Answered<unknown>>;

export interface CallDependencies {
  readonly http: OutgoingHttp;
  readonly clock: Clock;
  readonly tokens: WorkspaceTokens;
  /** Scheme, host and port. */
  readonly host: string;
}

/**
 * Calls of a workspace's Jobs API. A token that was handed out for a while and is refused is renewed once. Redirects are not
 * followed: a workspace that is closed to the public network redirects to where people sign in.
 */
export function createCallWorkspace(dependencies: CallDependencies): CallWorkspace {
  return async (call) => {
    try {
      const answered = await callOnce(dependencies, call);
      if (answered.outcome !== 'unauthorized') return answered;
      if (!dependencies.tokens.forget()) return answered.fault;
      const again = await callOnce(dependencies, call);
      return again.outcome === 'unauthorized' ? again.fault : again;
    } catch (error) {
      const fault = toThrownFault(error, call);
      if (fault === undefined) throw error;
      return fault;
    }
  };
}

type CalledOnce = Answered<unknown> | { readonly outcome: 'unauthorized'; readonly fault: Answered<never> };

async function callOnce(dependencies: CallDependencies, call: WorkspaceCall): Promise<CalledOnce> {
  const found = await dependencies.tokens.get();
  if (found.outcome === 'missing') return noToken(found.why);
  const response = await send(dependencies, call, found.token);
  const text = await readText(response.body);
  if (response.status === 200) return toAnswer(text, call);
  const retryAfterMs = readRetryAfter(response.headers['retry-after'], dependencies.clock.now());
  const fault = toStatusFault({ status: response.status, text, retryAfterMs }, call);
  return response.status === 401 ? { outcome: 'unauthorized', fault } : fault;
}

function send(
  { http, host }: CallDependencies,
  { operation, body, maxBytes = MAX_BYTES }: WorkspaceCall,
  token: string,
): Promise<OutgoingResponse> {
  const headers = { authorization: `Bearer ${token}`, accept: 'application/json' };
  return http.send({
    ...{ url: `${host}${API}${operation}`, maxRedirects: 0, maxBytes },
    ...(body === undefined
      ? { method: 'GET', headers }
      : { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body }),
    ...{ headTimeoutMs: TIMEOUT_MS, idleTimeoutMs: TIMEOUT_MS, totalTimeoutMs: 2 * TIMEOUT_MS },
  });
}

function toAnswer(text: string, { operation }: WorkspaceCall): Answered<unknown> {
  try {
    return { outcome: 'answered', value: text === '' ? {} : parseExactJson(text) };
  } catch {
    return answerNotExpected(operation);
  }
}
