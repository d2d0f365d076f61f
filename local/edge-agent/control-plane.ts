import { z } from 'zod';
import {
  desiredView,
  registeredView,
  reportedView,
  type DesiredView,
  type RegisterAgentBody,
  type RegisteredView,
  type ReportBody,
  type ReportedView,
} from '../../shared/kinds/edge/contracts/agent-protocol.ts';

/** What an agent asks of the control plane. All throw ControlPlaneFault. */
export interface ControlPlane {
  register(body: RegisterAgentBody): Promise<RegisteredView>;
  report(body: ReportBody): Promise<ReportedView>;
  /** Waits for desired work of another generation; undefined when there is none after that time. */
  desired(
    query: { readonly after: number; readonly waitSeconds: number },
    until: AbortSignal,
  ): Promise<DesiredView | undefined>;
}

/**
 * Why a request was not answered as it should be. `unknown-agent`: it has to register. `superseded`: another process has its
 * name. `refused`: not before somebody changes something. `away`: perhaps in a while.
 */
type FaultReason = 'unknown-agent' | 'superseded' | 'refused' | 'away';

/** Thrown when the control plane did not do what it was asked. */
export class ControlPlaneFault extends Error {
  override readonly name = 'ControlPlaneFault';
  readonly reason: FaultReason;
  readonly retryAfterMs: number;

  constructor(
    reason: FaultReason,
    message: string,
    options: ErrorOptions & { readonly retryAfterMs?: number } = {},
  ) {
    super(message, options);
    this.reason = reason;
    this.retryAfterMs = options.retryAfterMs ?? 0;
  }
}

const ANSWER_WITHIN_MS = 20_000;
const MOST_SHOWN = 300;

const problem = z.object({ title: z.string().default(''), detail: z.string().default('') });

/** The control plane over HTTP, as one agent sees it. */
export class HttpControlPlane implements ControlPlane {
  readonly #url: string;
  readonly #headers: Readonly<Record<string, string>>;

  /** @param url Of the app, without a slash at the end. @param key API key or token; undefined where none is asked for. */
  constructor(
    { url, key }: { readonly url: string; readonly key?: string },
    { site, agent }: { readonly site: string; readonly agent: string },
  ) {
    this.#url = `${url}/api/edge-sites/${site}/agents/${agent}`;
    this.#headers = {
      'content-type': 'application/json',
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
    };
  }

  async register(body: RegisterAgentBody): Promise<RegisteredView> {
    const answer = await this.#send({ method: 'PUT', path: '', body });
    return read(registeredView, answer);
  }

  async report(body: ReportBody): Promise<ReportedView> {
    const answer = await this.#send({ method: 'POST', path: '/reports', body });
    return read(reportedView, answer);
  }

  async desired(
    { after, waitSeconds }: { readonly after: number; readonly waitSeconds: number },
    until: AbortSignal,
  ): Promise<DesiredView | undefined> {
    const path = `/desired?after=${after}&waitSeconds=${waitSeconds}`;
    const answer = await this.#send({ method: 'GET', path, until, mayTakeMs: waitSeconds * 1000 });
    return answer.status === 204 ? undefined : read(desiredView, answer);
  }

  async #send({ method, path, body, until, mayTakeMs = 0 }: Sending): Promise<Response> {
    const late = AbortSignal.timeout(mayTakeMs + ANSWER_WITHIN_MS);
    const signal = until === undefined ? late : AbortSignal.any([late, until]);
    const init = {
      method,
      headers: this.#headers,
      signal,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    };
    const answer = await fetch(`${this.#url}${path}`, init).catch((cause: unknown) => {
      throw new ControlPlaneFault('away', `The control plane does not answer (${causeOf(cause)}).`, {
        cause,
      });
    });
    if (answer.ok) return answer;
    throw await faultOf(answer);
  }
}

interface Sending {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly body?: object;
  readonly until?: AbortSignal;
  /** Beside the usual. */
  readonly mayTakeMs?: number;
}

async function read<T extends z.ZodType>(schema: T, answer: Response): Promise<z.output<T>> {
  try {
    return schema.parse(await answer.json());
  } catch (cause) {
    const message = 'What the control plane answered cannot be read; is it another version?';
    throw new ControlPlaneFault('away', message, { cause });
  }
}

async function faultOf(answer: Response): Promise<ControlPlaneFault> {
  const text = await answer.text().catch(() => '');
  const said = `${answer.status} ${wordsOf(text)}`.trim().slice(0, MOST_SHOWN);
  switch (answer.status) {
    case 404:
      return new ControlPlaneFault('unknown-agent', `The control plane does not know this agent: ${said}`);
    case 409:
      return new ControlPlaneFault('superseded', `Another process has this agent's name: ${said}`);
    case 408:
    case 429:
      return new ControlPlaneFault('away', `The control plane is busy: ${said}`, {
        retryAfterMs: retryAfterOf(answer),
      });
    default: {
      if (answer.status < 500) return new ControlPlaneFault('refused', `The control plane refuses: ${said}`);
      return new ControlPlaneFault('away', `The control plane fails: ${said}`, {
        retryAfterMs: retryAfterOf(answer),
      });
    }
  }
}

function wordsOf(text: string): string {
  try {
    const { title, detail } = problem.parse(JSON.parse(text));
    return `${title} ${detail}`.trim();
  } catch {
    return '';
  }
}

/** Seconds only, which is what the app answers. */
function retryAfterOf(answer: Response): number {
  const text = answer.headers.get('retry-after') ?? '';
  return /^\d{1,5}$/.test(text) ? Number(text) * 1000 : 0;
}

function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
