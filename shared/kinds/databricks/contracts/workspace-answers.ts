import { z } from 'zod';
import type { DatabricksRun, DatabricksTaskRun, Standing, TaskOutput } from '../domain/databricks-run.ts';

/*
 * What the Jobs API 2.2 answers, as far as it is used. Unknown fields are let be, and nothing but ids is relied on: what a
 * workspace tells differs by its age and by the type of its tasks.
 */

/** See `parseExactJson`. */
const id = z.union(
  [z.int().nonnegative().transform(String), z.string().regex(/^\d{1,19}$/)],
  'must be an id',
);

const instant = z.number().catch(0);
const words = z.string().catch('');

/** Of `run-now` and `runs/submit`. */
export const startedAnswer = z.object({ run_id: id }).transform((answer) => ({ runId: answer.run_id }));

/** Of `runs/repair`. */
export const repairedAnswer = z
  .object({ repair_id: id })
  .transform((answer) => ({ repairId: answer.repair_id }));

const stateFields = {
  state: z
    .object({
      life_cycle_state: z.string().optional(),
      result_state: z.string().optional(),
      state_message: words,
      queue_reason: z.string().optional(),
    })
    .optional(),
  status: z
    .object({
      state: z.string().optional(),
      queue_details: z.object({ message: z.string().optional(), code: z.string().optional() }).optional(),
      termination_details: z
        .object({ code: z.string().optional(), type: z.string().optional(), message: words })
        .optional(),
    })
    .optional(),
};

const task = z
  .object({ task_key: z.string(), run_id: id, attempt_number: z.int().catch(0), ...stateFields })
  .transform((answer): DatabricksTaskRun => ({
    key: answer.task_key,
    runId: answer.run_id,
    attempt: answer.attempt_number,
    standing: standingOf(answer),
  }));

const repair = z
  .object({ type: z.string().optional(), id: id.optional(), start_time: instant })
  .transform((answer) => ({ type: answer.type, id: answer.id, startedAt: answer.start_time }));

/** Of `runs/get`. */
export const runAnswer = z
  .object({
    run_id: id,
    job_id: id.optional(),
    run_page_url: z.string().optional(),
    start_time: instant,
    end_time: instant,
    tasks: z.array(task).default([]),
    repair_history: z.array(repair).default([]),
    next_page_token: z.string().optional(),
    ...stateFields,
  })
  .transform((answer) => ({ run: toRun(answer), nextPageToken: answer.next_page_token }));

type States = z.infer<z.ZodObject<typeof stateFields>>;

interface RunFields extends States {
  readonly run_id: string;
  readonly job_id?: string | undefined;
  readonly run_page_url?: string | undefined;
  readonly start_time: number;
  readonly end_time: number;
  readonly tasks: readonly DatabricksTaskRun[];
  readonly repair_history: readonly z.infer<typeof repair>[];
}

function toRun(answer: RunFields): DatabricksRun {
  const { job_id: jobId, run_page_url: pageUrl, start_time: startedAt, end_time: finishedAt } = answer;
  return {
    runId: answer.run_id,
    ...(jobId === undefined ? {} : { jobId }),
    ...(pageUrl === undefined ? {} : { pageUrl }),
    standing: standingOf(answer),
    ...(startedAt > 0 ? { startedAt } : {}),
    ...(finishedAt > 0 ? { finishedAt } : {}),
    tasks: latestOf(answer.tasks),
    repairs: answer.repair_history.flatMap((each) =>
      each.type === 'REPAIR' && each.id !== undefined ? [{ id: each.id, startedAt: each.startedAt }] : [],
    ),
  };
}

/** A task that was tried again, by the workspace or by a repair, is there once for each attempt. */
function latestOf(tasks: readonly DatabricksTaskRun[]): readonly DatabricksTaskRun[] {
  const latest = new Map<string, DatabricksTaskRun>();
  for (const each of tasks) {
    const former = latest.get(each.key);
    if (former === undefined || former.attempt <= each.attempt) latest.set(each.key, each);
  }
  return [...latest.values()];
}

/** `state` is the older form, which all workspaces have; `status` is finer. */
function standingOf({ state, status }: States): Standing {
  const result = state?.result_state;
  const queueReason = queueReasonOf({ state, status });
  return {
    lifeCycle: state?.life_cycle_state ?? status?.state ?? 'UNKNOWN',
    ...(result === undefined ? {} : { result }),
    ...terminationFields(status?.termination_details),
    ...(queueReason === '' ? {} : { queueReason }),
    message: messageOf({ state, status }),
  };
}

type Termination = NonNullable<States['status']>['termination_details'];

function terminationFields({ code, type }: NonNullable<Termination> = { message: '' }): Partial<Standing> {
  return {
    ...(code === undefined ? {} : { terminationCode: code }),
    ...(type === undefined ? {} : { terminationType: type }),
  };
}

function queueReasonOf({ state, status }: States): string {
  const details = status?.queue_details;
  return details?.message ?? details?.code ?? state?.queue_reason ?? '';
}

function messageOf({ state, status }: States): string {
  const message = status?.termination_details?.message ?? '';
  return message === '' ? (state?.state_message ?? '') : message;
}

/** Of `runs/get-output`. */
export const outputAnswer = z
  .object({
    notebook_output: z
      .object({ result: z.string().optional(), truncated: z.boolean().catch(false) })
      .optional(),
    error: z.string().optional(),
  })
  .transform((answer): TaskOutput => {
    const { notebook_output: notebook, error } = answer;
    return {
      ...(notebook?.result === undefined
        ? {}
        : { notebook: { text: notebook.result, isTruncated: notebook.truncated } }),
      ...(error === undefined ? {} : { error }),
    };
  });

/** Of anything that is no success. */
export const faultAnswer = z
  .object({ error_code: z.union([z.string(), z.number()]).optional(), message: z.string().optional() })
  .transform((answer) => ({ code: String(answer.error_code ?? ''), message: answer.message ?? '' }));

/** Of `/oidc/v1/token` (RFC 6749, 5.1). */
export const tokenAnswer = z.object({ access_token: z.string().min(1), expires_in: z.number().positive() });
