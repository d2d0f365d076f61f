import { ApiFault, invalid, tooMany } from './api-fault.ts';
import { Id, idIn, readFields, type Fields } from './exact-json.ts';
import { readRunNow, readSubmit } from './read-start.ts';
import { outputAnswer, runAnswer } from './run-answers.ts';
import { RunBook } from './run-book.ts';
import { SignIn } from './sign-in.ts';
import { Troubles } from './trouble.ts';
import type { WorkspaceSettings } from './workspace-script.ts';

export interface ServiceRequest {
  readonly method: string;
  readonly url: string;
  readonly authorization: string | undefined;
  readonly body: string;
}

const API = /^\/api\/2\.[12]\/jobs\/([a-z/-]+)$/;
const POSTS: ReadonlySet<string> = new Set(['run-now', 'runs/submit', 'runs/cancel', 'runs/repair']);
const SUBMITTED_JOB_ID = '800000000000001';

/** Answers what is asked of the Jobs API, as far as it is stood in for; the rest is refused. */
export class DatabricksService {
  readonly troubles = new Troubles();
  readonly book: RunBook;
  readonly signIn: SignIn;
  /** How often each operation was asked for, failed requests too. */
  readonly counts = new Map<string, number>();
  /** Bodies of all requests that start something, oldest first. */
  readonly starts: Fields[] = [];
  readonly #settings: WorkspaceSettings;
  #second = { from: 0, count: 0 };

  constructor(settings: WorkspaceSettings) {
    this.#settings = settings;
    this.book = new RunBook(settings);
    this.signIn = new SignIn(settings);
  }

  /** The answer, or `undefined` when it is to be lost. @throws ApiFault. */
  answer({ method, url, authorization, body }: ServiceRequest, origin: string): Fields | undefined {
    const { pathname, searchParams } = new URL(url, origin);
    const operation = pathname === '/oidc/v1/token' ? 'token' : API.exec(pathname)?.[1];
    if (operation === undefined)
      throw new ApiFault({
        status: 404,
        code: 'ENDPOINT_NOT_FOUND',
        message: `There is nothing at ${pathname}.`,
      });
    this.counts.set(operation, (this.counts.get(operation) ?? 0) + 1);
    this.#countRequest();
    const isLost = this.troubles.meet(operation) === 'answer-lost';
    const answer =
      operation === 'token'
        ? this.signIn.handOut(authorization, body)
        : this.#perform(operation, { method, authorization, body, query: searchParams, origin });
    return isLost ? undefined : answer;
  }

  #perform(operation: string, asked: Asked): Fields {
    this.signIn.assertToken(asked.authorization);
    if (POSTS.has(operation) !== (asked.method === 'POST')) {
      throw new ApiFault({
        status: 404,
        code: 'ENDPOINT_NOT_FOUND',
        message: `There is no ${asked.method} of ${operation}.`,
      });
    }
    return asked.method === 'POST' ? this.#change(operation, asked.body) : this.#read(operation, asked);
  }

  #change(operation: string, text: string): Fields {
    const body = readFields(text);
    if (body === undefined)
      throw new ApiFault({ status: 400, code: 'MALFORMED_REQUEST', message: 'The body is no JSON object.' });
    const runId = idIn(body, 'run_id');
    switch (operation) {
      case 'run-now':
        this.starts.push(body);
        return this.#started(this.book.start(readRunNow(body, this.#settings)).runId);
      case 'runs/submit':
        this.starts.push(body);
        return this.#started(this.book.start(readSubmit(body, this.#settings, SUBMITTED_JOB_ID)).runId);
      case 'runs/cancel':
        this.book.cancel(runId);
        return {};
      default:
        return { repair_id: new Id(this.book.repair(runId, repairIdIn(body))) };
    }
  }

  #read(operation: string, { query, origin }: Asked): Fields {
    const runId = query.get('run_id') ?? '';
    const now = this.#settings.now();
    if (operation === 'runs/get') return runAnswer(this.book.find(runId), { book: this.book, origin, now });
    if (operation === 'runs/get-output') return outputAnswer(this.book.runs, runId);
    throw new ApiFault({
      status: 404,
      code: 'ENDPOINT_NOT_FOUND',
      message: `This stand-in has no ${operation}.`,
    });
  }

  #started(runId: string): Fields {
    return { run_id: new Id(runId), number_in_job: new Id(runId) };
  }

  #countRequest(): void {
    const from = Math.floor(this.#settings.now() / 1000);
    this.#second = this.#second.from === from ? this.#second : { from, count: 0 };
    this.#second.count += 1;
    if (this.#second.count > this.#settings.requestsPerSecond) throw tooMany('Too many requests.');
  }
}

interface Asked {
  readonly method: string;
  readonly authorization: string | undefined;
  readonly body: string;
  readonly query: URLSearchParams;
  readonly origin: string;
}

function repairIdIn(body: Fields): string | undefined {
  if (body['rerun_all_failed_tasks'] !== true)
    throw invalid('This stand-in repairs all failed tasks or none.');
  const id = idIn(body, 'latest_repair_id');
  return id === '' ? undefined : id;
}
