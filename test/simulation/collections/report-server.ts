import {
  OutgoingFault,
  type OutgoingHttp,
  type OutgoingRequest,
  type OutgoingResponse,
} from '../../../shared/application/ports/outgoing-http.ts';
import type { Random } from '../random.ts';
import { isIn } from '../window.ts';
import { LONGEST_MAKING_MS, type CollectionScenario } from './collection-scenario.ts';

const SECOND_MS = 1000;

/** A report that nobody fetches is dropped so long after it was made. */
const KEPT_MS = 900_000;

const NOT_READY = 'report is not ready';

/** A request that the server has taken. */
export interface SimTicket {
  readonly resource: string;
  readonly ticketId: string;
  /** What was asked for. */
  readonly url: string;
  readonly requestedAt: number;
  /** True time at which the server has nothing more to do for it. */
  readonly madeAt: number;
}

interface ServerOptions {
  readonly now: () => number;
  readonly random: Random;
  readonly isTroubled: () => boolean;
  readonly scenario: CollectionScenario;
  /** Told of each request as it is taken, with those of its resource that are still being made. */
  readonly onTaken: (ticket: SimTicket, inFlight: readonly SimTicket[]) => void;
}

/** A report server without a network: it takes requests, makes reports slowly, and forgets them in the end. */
export class SimReportServer implements OutgoingHttp {
  readonly #options: ServerOptions;
  readonly #tickets = new Map<string, SimTicket>();
  readonly #restartsAt: number[];
  #taken = 0;

  constructor(options: ServerOptions) {
    this.#options = options;
    this.#restartsAt = [...options.scenario.restartsAt];
  }

  /** The bytes of the report of a ticket. */
  static contentOf(ticketId: string): Uint8Array {
    const rows = Array.from({ length: 3 + (ticketId.length % 5) }, (_, index) => `"${ticketId}",${index}\n`);
    return new TextEncoder().encode(`ticket,value\n${rows.join('')}`);
  }

  async send({ url }: OutgoingRequest): Promise<OutgoingResponse> {
    const { random, scenario, now } = this.#options;
    this.#restart();
    if (this.#isTroubled() && isIn(scenario.serverAway, now())) {
      throw new OutgoingFault('connection-failed', 'The connection was refused.', { wasSent: false });
    }
    if (this.#hasFault()) return answer(random.pick([500, 502, 503]), 'overloaded');
    const { pathname } = new URL(url);
    const [, resource = '', action, ticketId = ''] = pathname.split('/');
    const response =
      action === 'request_report' ? this.#take(resource, url) : this.#give(decodeURIComponent(ticketId));
    if (this.#hasFault()) {
      throw new OutgoingFault(random.pick(['connection-failed', 'timed-out']), 'The answer was lost.');
    }
    return response;
  }

  #isTroubled(): boolean {
    return this.#options.isTroubled();
  }

  #hasFault(): boolean {
    return this.#isTroubled() && this.#options.random.chance(this.#options.scenario.faultChance);
  }

  #restart(): void {
    const [next = Infinity] = this.#restartsAt;
    if (this.#options.now() < next) return;
    this.#restartsAt.shift();
    this.#tickets.clear();
  }

  #take(resource: string, url: string): OutgoingResponse {
    const now = this.#options.now();
    this.#taken += 1;
    // Its characters mean something in paths.
    const ticketId = `${resource}/${this.#taken}%2F`;
    const ticket = { resource, ticketId, url, requestedAt: now, madeAt: now + this.#drawMakingMs() };
    const others = [...this.#tickets.values()].filter((other) => other.resource === resource);
    this.#options.onTaken(
      ticket,
      others.filter(({ madeAt }) => madeAt > now),
    );
    this.#tickets.set(ticketId, ticket);
    return answer(200, ticketId);
  }

  #drawMakingMs(): number {
    const { random, scenario, now } = this.#options;
    const isHeavy = this.#isTroubled() && isIn(scenario.heavy, now());
    return isHeavy ? random.below(LONGEST_MAKING_MS) : random.below(5 * SECOND_MS);
  }

  #give(ticketId: string): OutgoingResponse {
    const { random, now } = this.#options;
    const ticket = this.#tickets.get(ticketId);
    if (ticket === undefined || now() > ticket.madeAt + KEPT_MS) return answer(410, 'gone');
    if (now() < ticket.madeAt) {
      const headers = random.chance(0.2) ? { 'retry-after': String(random.below(40)) } : {};
      return answer(random.pick([200, 202, 503]), NOT_READY, headers);
    }
    const content = SimReportServer.contentOf(ticketId);
    return {
      ...answer(200, '', { 'content-type': 'text/csv; charset=utf-8' }),
      body: this.#hasFault() ? this.#cutOff(content) : pieces(content),
    };
  }

  /** A report that ends in the first field of a row, with the connection's end said or not. */
  async *#cutOff(content: Uint8Array): AsyncGenerator<Uint8Array> {
    const { random } = this.#options;
    yield content.subarray(0, content.length - ',0\n'.length - random.below(4));
    if (random.chance(0.5)) throw new OutgoingFault('truncated', 'The answer ended before its end.');
  }
}

const PIECE_BYTES = 24;

async function* pieces(content: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < content.length; from += PIECE_BYTES) {
    yield content.subarray(from, from + PIECE_BYTES);
  }
}

function answer(status: number, text: string, headers: Record<string, string> = {}): OutgoingResponse {
  return {
    status,
    headers: { 'content-type': 'text/plain', ...headers },
    body: pieces(new TextEncoder().encode(text)),
    discard: () => undefined,
  };
}
