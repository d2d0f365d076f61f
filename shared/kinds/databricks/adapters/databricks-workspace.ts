import type { z } from 'zod';
import type { DatabricksRun, TaskOutput } from '../domain/databricks-run.ts';
import type { StartRequest } from '../domain/start-request.ts';
import type { Answered, Workspace } from '../application/ports/workspaces.ts';
import { toExactJson } from '../contracts/exact-json.ts';
import { outputAnswer, repairedAnswer, runAnswer, startedAnswer } from '../contracts/workspace-answers.ts';
import { answerNotExpected } from './workspace-faults.ts';
import type { CallWorkspace } from './call-workspace.ts';

/** Pages of a hundred tasks each: as many as a job may have. */
const MAX_PAGES = 10;

/** A run's own answer is small; that of a notebook may have 5 MB, of which nothing that long is kept. */
const MAX_RUN_BYTES = 8 * 1024 ** 2;

/** Jobs API 2.2 over HTTP. */
export class DatabricksWorkspace implements Workspace {
  readonly #call: CallWorkspace;

  constructor(call: CallWorkspace) {
    this.#call = call;
  }

  async start({ operation, jobId, body }: StartRequest): Promise<Answered<{ readonly runId: string }>> {
    return this.#post(operation, toExactJson(body, { job_id: jobId }), startedAnswer);
  }

  async read(runId: string): Promise<Answered<DatabricksRun>> {
    let whole: DatabricksRun | undefined;
    let page = '';
    for (let count = 0; count < MAX_PAGES; count += 1) {
      const query = `runs/get?run_id=${runId}&include_history=true${page}`;
      const answered = await this.#get(query, runAnswer);
      if (answered.outcome === 'faulted') return answered;
      const { run, nextPageToken } = answered.value;
      whole = whole === undefined ? run : joined(whole, run);
      if (nextPageToken === undefined || nextPageToken === '') break;
      page = `&page_token=${encodeURIComponent(nextPageToken)}`;
    }
    return whole === undefined ? answerNotExpected('runs/get') : { outcome: 'answered', value: whole };
  }

  async readOutput(taskRunId: string): Promise<Answered<TaskOutput>> {
    return this.#get(`runs/get-output?run_id=${taskRunId}`, outputAnswer);
  }

  async repair(
    runId: string,
    latestRepairId: string | undefined,
  ): Promise<Answered<{ readonly repairId: string }>> {
    const fields = { rerun_all_failed_tasks: true };
    const body = toExactJson(fields, { run_id: runId, latest_repair_id: latestRepairId });
    return this.#post('runs/repair', body, repairedAnswer);
  }

  async cancel(runId: string): Promise<Answered<undefined>> {
    const answered = await this.#call({ operation: 'runs/cancel', body: toExactJson({}, { run_id: runId }) });
    return answered.outcome === 'faulted' ? answered : { outcome: 'answered', value: undefined };
  }

  async #post<T>(operation: string, body: string, schema: z.ZodType<T>): Promise<Answered<T>> {
    return read(await this.#call({ operation, body }), operation, schema);
  }

  async #get<T>(query: string, schema: z.ZodType<T>): Promise<Answered<T>> {
    const [operation = ''] = query.split('?');
    return read(await this.#call({ operation: query, maxBytes: MAX_RUN_BYTES }), operation, schema);
  }
}

function read<T>(answered: Answered<unknown>, operation: string, schema: z.ZodType<T>): Answered<T> {
  if (answered.outcome === 'faulted') return answered;
  const parsed = schema.safeParse(answered.value);
  return parsed.success ? { outcome: 'answered', value: parsed.data } : answerNotExpected(operation);
}

function joined(whole: DatabricksRun, next: DatabricksRun): DatabricksRun {
  return { ...whole, tasks: [...whole.tasks, ...next.tasks], repairs: [...whole.repairs, ...next.repairs] };
}
