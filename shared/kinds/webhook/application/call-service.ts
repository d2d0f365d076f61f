import {
  OutgoingFault,
  type OutgoingHttp,
  type OutgoingResponse,
} from '../../../application/ports/outgoing-http.ts';
import type { Clock } from '../../../application/ports/environment.ts';
import { peekBody } from '../../../application/peek-body.ts';
import { readRetryAfter } from '../../../domain/report/retry-after.ts';
import { SECOND_MS } from '../../../domain/schedule/instant.ts';
import type { ComposedCall } from './compose-call.ts';
import type { ReceivedAnswer } from '../domain/decide-answer.ts';
import type { AnswerBody } from '../domain/excerpt.ts';
import { readJson } from '../domain/read-json.ts';

/** More of an answer is not looked at. */
const MAX_ANSWER_BYTES = 256 * 1024;
/** For the body, after the head came in time. */
const BODY_MS = 20 * SECOND_MS;

export interface ServiceCall {
  readonly call: ComposedCall;
  readonly answerSeconds: number;
  /** 0: what is signed for one place does not go to another. */
  readonly maxRedirects: number;
}

/**
 * Makes one call and reads its answer, as far as it is of use. A body that breaks off after its head is `lost`.
 *
 * @throws OutgoingFault without an answer; InvalidInput for a call that cannot be made.
 */
export async function callService(
  { http, clock }: { readonly http: OutgoingHttp; readonly clock: Clock },
  { call, answerSeconds, maxRedirects }: ServiceCall,
): Promise<ReceivedAnswer> {
  const headTimeoutMs = answerSeconds * SECOND_MS;
  const response = await http.send({
    ...{ ...call, headTimeoutMs, idleTimeoutMs: BODY_MS, totalTimeoutMs: headTimeoutMs + BODY_MS },
    // The bound is kept here: an answer that is announced as long has a status all the same.
    ...{ maxBytes: Number.MAX_SAFE_INTEGER, maxRedirects },
  });
  const { status, headers } = response;
  const retryAfterMs = readRetryAfter(headers['retry-after'], clock.now());
  const { location } = headers;
  return {
    status,
    ...(retryAfterMs !== undefined && { retryAfterMs }),
    ...(location !== undefined && { location }),
    body: await readBody(response),
  };
}

async function readBody(response: OutgoingResponse): Promise<AnswerBody> {
  try {
    const peeked = await peekBody(response.body, MAX_ANSWER_BYTES);
    await peeked.close();
    const text = new TextDecoder().decode(peeked.start);
    const value = peeked.isWhole ? readJson(text) : undefined;
    return value === undefined ? { type: 'text', text: text.replaceAll('\0', '') } : { type: 'json', value };
  } catch (error) {
    if (!(error instanceof OutgoingFault)) throw error;
    return { type: 'lost' };
  } finally {
    response.discard();
  }
}
