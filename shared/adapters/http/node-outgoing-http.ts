import type { Socket } from 'node:net';
import {
  OutgoingFault,
  type OutgoingHttp,
  type OutgoingRequest,
  type OutgoingResponse,
} from '../../application/ports/outgoing-http.ts';
import { AddressGuard, type AddressGuardOptions } from './address-guard.ts';
import { checkRequest } from './check-request.ts';
import { Cutoff } from './cutoff.ts';
import { firstHop, nextHop, type Hop } from './hop.ts';
import { openConnection } from './open-connection.ts';
import { toResponse, type Answer } from './read-answer.ts';
import { requestHead } from './request-head.ts';
import { systemTimers, type Timers } from './timers.ts';
import { resolveBySystem, vetHost, type HostRules, type Resolve } from './vet-host.ts';

export interface OutgoingHttpOptions extends AddressGuardOptions {
  /** Of public addresses. */
  readonly allowedPorts: readonly number[];
  /** PEM of the certificate authorities to believe in place of the well-known ones. */
  readonly authorities?: string;
  readonly resolve?: Resolve;
  readonly timers?: Timers;
}

const DEFAULT_REDIRECTS = 3;
/** A host whose first address is dead is reached by the next one after this at the latest. */
const MAX_ATTEMPT_MS = 3000;

/*
 * Each request has a connection of its own, to an address that was vetted just before. So there is no moment at which a name
 * could lead elsewhere, nothing is shared between callers, and to close the connection is to end the exchange.
 */
export class NodeOutgoingHttp implements OutgoingHttp {
  readonly #rules: HostRules;
  readonly #authorities: string | undefined;
  readonly #timers: Timers;

  /** @throws Error when a range is not one. */
  constructor(options: OutgoingHttpOptions) {
    this.#rules = {
      guard: new AddressGuard(options),
      resolve: options.resolve ?? resolveBySystem,
      allowedPorts: new Set(options.allowedPorts),
    };
    this.#authorities = options.authorities;
    this.#timers = options.timers ?? systemTimers;
  }

  async send(request: OutgoingRequest): Promise<OutgoingResponse> {
    checkRequest(request);
    const hop = firstHop(request);
    const cutoff = new Cutoff(request, this.#timers);
    try {
      const answer = await this.#follow(hop, request, cutoff);
      const response = toResponse(answer, cutoff, request);
      cutoff.headArrived();
      return response;
    } catch (error) {
      cutoff.end(error);
      throw error;
    }
  }

  async #follow(first: Hop, request: OutgoingRequest, cutoff: Cutoff): Promise<Answer> {
    const { maxRedirects = DEFAULT_REDIRECTS } = request;
    let hop = first;
    for (let redirects = 0; ; redirects += 1) {
      const answer = await this.#ask(hop, request, cutoff);
      const { statusCode = 0, headers } = answer.message;
      const next = nextHop(hop, statusCode, headers.location);
      if (next === undefined) return answer;
      answer.socket.destroy();
      if (redirects === maxRedirects) {
        throw new OutgoingFault('too-many-redirects', `More than ${maxRedirects} redirects.`);
      }
      hop = next;
    }
  }

  async #ask(hop: Hop, request: OutgoingRequest, cutoff: Cutoff): Promise<Answer> {
    const socket = await this.#connect(hop, request, cutoff).catch((error: unknown) => {
      throw error instanceof OutgoingFault ? unsent(error) : error;
    });
    return { message: await requestHead(socket, hop, cutoff), socket };
  }
  async #connect(hop: Hop, { headTimeoutMs }: OutgoingRequest, cutoff: Cutoff): Promise<Socket> {
    cutoff.signal.throwIfAborted();
    const addresses = await cutoff.race(vetHost(hop.url, this.#rules));
    return openConnection({ url: hop.url, addresses }, cutoff, {
      attemptTimeoutMs: Math.min(MAX_ATTEMPT_MS, headTimeoutMs / (addresses.length + 1)),
      authorities: this.#authorities,
    });
  }
}

/** The same fault, of a call that came to its end before its request went out. */
function unsent({ reason, message, isTransient, cause }: OutgoingFault): OutgoingFault {
  return new OutgoingFault(reason, message, { isTransient, wasSent: false, cause });
}
