import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { RUN_STATES } from '../shared/domain/run/run.ts';

/*
 * A caller of the app's HTTP API, for the commands of this folder and for tests. It parses what it reads, as
 * any other caller would have to.
 */

const summary = z.object({
  psi: z.number().nullable(),
  band: z.string().nullable(),
  worstCharacteristics: z.array(z.object({ name: z.string(), psi: z.number(), band: z.string() })),
});

const report = z.object({
  kind: z.literal('report-collection'),
  path: z.string(),
  sizeBytes: z.number(),
  sha256: z.string(),
  rowCount: z.number(),
  epoch: z.number(),
});

/** Of a kind that nobody but its folder knows. */
const plain = z.object({
  kind: z.string(),
  words: z.string(),
  figures: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).optional(),
  output: z.unknown(),
});

const column = z.object({
  name: z.string(),
  type: z.enum(['numeric', 'categorical']),
  status: z.string(),
  reason: z.string().optional(),
  psi: z.number().nullable(),
  band: z.string().nullable(),
  // Absent without an index.
  decision: z.object({ alarm: z.boolean() }).optional(),
  significance: z.object({ criticalValue: z.number(), adjustedPValue: z.number() }).optional(),
  bins: z.array(
    z.object({
      label: z.string(),
      expectedCount: z.number(),
      actualCount: z.number(),
      contribution: z.number(),
    }),
  ),
});

const run = z
  .object({
    runId: z.string(),
    jobId: z.string(),
    state: z.enum(RUN_STATES),
    answer: z.string(),
    dueAt: z.string(),
    startedAt: z.string().optional(),
    finishedAt: z.string().optional(),
    result: z.union([report, summary, plain]).optional(),
    failure: z.object({ reason: z.string(), message: z.string() }).optional(),
    detail: z.object({ columns: z.array(column), extraColumns: z.array(z.string()) }).optional(),
  })
  // Each kind of result by a name of its own.
  .transform(({ result, ...rest }) => {
    const none = { result: undefined, report: undefined, plain: undefined };
    if (result === undefined) return { ...rest, ...none };
    if ('words' in result) return { ...rest, ...none, plain: result };
    return 'sha256' in result ? { ...rest, ...none, report: result } : { ...rest, ...none, result };
  });

const job = z.looseObject({
  jobId: z.string(),
  state: z.string(),
  upcoming: z.array(z.object({ dueAt: z.string(), effectiveAt: z.string() })),
});

const problem = z.object({
  title: z.string(),
  detail: z.string(),
  errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).default([]),
});

const backfills = z.object({ items: z.array(z.object({ state: z.string() })) });

export type RunAnswer = z.output<typeof run>;

/** Thrown when the API refuses a request; says every fault in one sentence. */
export class RequestRefused extends Error {
  override readonly name = 'RequestRefused';
  readonly status: number;

  constructor(status: number, text: string) {
    super(text);
    this.status = status;
  }
}

export class Client {
  readonly #url: string;
  readonly #headers: Readonly<Record<string, string>>;

  /**
   * @param url The app's base address, without a slash at the end.
   * @param token A bearer token, where the app asks for one.
   */
  constructor(url: string, token?: string) {
    this.#url = url;
    this.#headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  }

  /** Throws RequestRefused with every fault of the definition. */
  async scheduleJob(definition: object): Promise<z.output<typeof job>> {
    const url = `${this.#url}/api/jobs/schedule`;
    return job.parse(await bodyOf(await this.#send('POST', url, { body: definition })));
  }

  /** The same, but a job that is there under this id gets the definition, whatever it had. */
  async ensureJob(definition: {
    readonly jobId: string;
    readonly [field: string]: unknown;
  }): Promise<z.output<typeof job>> {
    try {
      return await this.scheduleJob(definition);
    } catch (error) {
      if (!(error instanceof RequestRefused) || error.status !== 409) throw error;
      const url = `${this.#url}/api/jobs/${definition.jobId}`;
      return job.parse(await bodyOf(await this.#send('PUT', url, { body: definition, ifMatch: '*' })));
    }
  }

  /** Registers a model, or gives it this definition. */
  async saveModel(modelId: string, definition: object): Promise<void> {
    await this.#saveAnyway(`${this.#url}/api/models/${modelId}`, definition);
  }

  /** Defines a fleet, or gives it this definition; its jobs follow. */
  async saveFleet(fleetId: string, definition: object): Promise<void> {
    await this.#saveAnyway(`${this.#url}/api/fleets/${fleetId}`, definition);
  }

  /** Saves what is replaced only by whoever says so, whatever is there. */
  async #saveAnyway(url: string, definition: object): Promise<void> {
    const made = await this.#send('PUT', url, { body: definition });
    const isThere = made.status === 428;
    await bodyOf(isThere ? await this.#send('PUT', url, { body: definition, ifMatch: '*' }) : made);
  }

  /** Makes a job do something, such as `pause`; see docs/api.md for what each takes. */
  async tellJob(jobId: string, what: 'pause' | 'runs' | 'backfills', body: object): Promise<void> {
    await bodyOf(await this.#send('POST', `${this.#url}/api/jobs/${jobId}/${what}`, { body }));
  }

  /** Waits until no backfill of a job makes runs any more. Throws when `deadlineMs` passes before. */
  async untilBackfilled(jobId: string, deadlineMs: number): Promise<void> {
    const giveUpAt = Date.now() + deadlineMs;
    while (Date.now() < giveUpAt) {
      const response = await fetch(`${this.#url}/api/jobs/${jobId}/backfills`, { headers: this.#headers });
      const { items } = backfills.parse(await bodyOf(response));
      if (items.every(({ state }) => state !== 'active')) return;
      await pause(500);
    }
    throw new Error(`The backfills of job '${jobId}' did not end within ${deadlineMs / 1000} s.`);
  }

  async listRuns(jobId: string): Promise<readonly RunAnswer[]> {
    const response = await fetch(`${this.#url}/api/jobs/${jobId}/runs`, { headers: this.#headers });
    return z.object({ items: z.array(run) }).parse(await bodyOf(response)).items;
  }

  async readRun(runId: string): Promise<RunAnswer> {
    const response = await fetch(`${this.#url}/api/runs/${runId}`, { headers: this.#headers });
    return run.parse(await bodyOf(response));
  }

  /** Waits until the first run of a job has ended. Throws when `deadlineMs` passes before. */
  async firstFinishedRun(jobId: string, deadlineMs: number): Promise<RunAnswer> {
    const giveUpAt = Date.now() + deadlineMs;
    while (Date.now() < giveUpAt) {
      const finished = (await this.listRuns(jobId))
        .filter(({ finishedAt }) => finishedAt !== undefined)
        .at(-1);
      if (finished !== undefined) return this.readRun(finished.runId);
      await pause(100);
    }
    throw new Error(`No run of job '${jobId}' ended within ${deadlineMs / 1000} s.`);
  }

  #send(
    method: 'POST' | 'PUT',
    url: string,
    { body, ifMatch }: { readonly body: object; readonly ifMatch?: string },
  ): Promise<Response> {
    const headers = {
      ...this.#headers,
      'content-type': 'application/json',
      ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }),
    };
    return fetch(url, { method, headers, body: JSON.stringify(body) });
  }
}

async function bodyOf(response: Response): Promise<unknown> {
  const body: unknown = await response.json();
  if (response.ok) return body;
  const { title, detail, errors } = problem.parse(body);
  const faults = errors.map((fault) => `${fault.pointer}: ${fault.detail}`).join('; ');
  throw new RequestRefused(response.status, faults === '' ? `${title} ${detail}` : faults);
}
