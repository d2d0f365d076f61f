import type { HttpResponseInit } from '@azure/functions';
import type { RowFailure, RowOutcome, UpsertJobs } from '../../shared/application/upsert-jobs.ts';
import {
  bulkJobsContract,
  NDJSON,
  type BulkRowView,
  type BulkSummaryView,
} from '../../shared/contracts/http/bulk-jobs.ts';
import { problemView } from '../../shared/contracts/http/problem.ts';
import { definitionDifferences } from '../../shared/domain/job/definition-differences.ts';
import { operation, type Operation } from './api/operation.ts';
import { ofFleet } from './of-fleet.ts';
import { isPreferred } from './negotiate.ts';
import { problem, problemOf, type ProblemAnswer } from './problem.ts';
import { readJobRows } from './read-job-rows.ts';

/** `POST /api/jobs/bulk`: rows in, what became of each out; as lines the rows are answered while others are in work. */
export function bulkJobsOperations({
  upsertJobs,
}: {
  readonly upsertJobs: UpsertJobs;
}): readonly Operation[] {
  return [
    operation(bulkJobsContract, async (call) => {
      const { stream, caller, headers, context, reason } = call;
      const isDryRun = call.query.dryRun;
      const by = { author: call.author(), ...(reason === undefined ? {} : { reason }) };
      const outcomes = upsertJobs(await readJobRows(stream), { caller, by, isDryRun });
      const summary = { isDryRun, rows: 0, created: 0, updated: 0, unchanged: 0, failed: 0 };
      const rows = rowViews(outcomes, {
        summary,
        log: (error) => {
          context.error(error);
        },
      });
      if (isPreferred(NDJSON, 'application/json', headers)) return asLines(rows, summary);
      return { jsonBody: { rows: await Array.fromAsync(rows), summary } };
    }),
  ];
}

interface Tally {
  /** Counts as the rows are done. */
  readonly summary: { -readonly [K in keyof BulkSummaryView]: BulkSummaryView[K] };
  /** Told of what is a fault of ours. */
  readonly log: (error: unknown) => void;
}

async function* rowViews(
  outcomes: AsyncIterable<RowOutcome>,
  { summary, log }: Tally,
): AsyncGenerator<BulkRowView> {
  for await (const outcome of outcomes) {
    summary.rows += 1;
    summary[outcome.outcome] += 1;
    yield rowView(outcome, { isDryRun: summary.isDryRun, log });
  }
}

function asLines(rows: AsyncIterable<BulkRowView>, summary: BulkSummaryView): HttpResponseInit {
  const encoder = new TextEncoder();
  const lines = async function* (): AsyncGenerator<Uint8Array> {
    for await (const row of rows) yield encoder.encode(`${JSON.stringify(row)}\n`);
    yield encoder.encode(`${JSON.stringify({ summary })}\n`);
  };
  return { headers: { 'content-type': NDJSON }, body: lines() };
}

function rowView(
  outcome: RowOutcome,
  { isDryRun, log }: Pick<Tally, 'log'> & { readonly isDryRun: boolean },
): BulkRowView {
  const { index, jobId } = outcome;
  const head = { index, ...(jobId === undefined ? {} : { jobId }), outcome: outcome.outcome };
  if (outcome.outcome === 'failed') return { ...head, ...failureView(outcome, jobId ?? '', log) };
  const { generation, before, after, baseline } = outcome;
  return {
    ...{ ...head, generation },
    ...(outcome.outcome === 'updated' && before !== undefined
      ? { differences: [...definitionDifferences(before, after)] }
      : {}),
    ...(isDryRun && baseline !== undefined ? { baselineWouldBe: baseline } : {}),
  };
}

/** The problem that the row would be as a request of its own, with at least one fault. */
function failureView(
  failure: RowFailure,
  jobId: string,
  log: (error: unknown) => void,
): Pick<BulkRowView, 'type' | 'status' | 'errors'> {
  const { body } = failure.reason === 'error' ? errorProblem(failure.error, log) : refusal(failure, jobId);
  const { type, status, detail, errors = [] } = problemView.parse(JSON.parse(body));
  return { type, status, errors: errors.length > 0 ? errors : [{ pointer: '', detail }] };
}

function errorProblem(error: unknown, log: (error: unknown) => void): ProblemAnswer {
  const known = problemOf(error);
  if (known !== undefined) return known;
  log(error);
  const detail = 'Something went wrong here; the fault is logged.';
  return problem({ type: 'internal-error', status: 500, title: 'Something went wrong here.', detail });
}

function refusal(failure: Exclude<RowFailure, { readonly reason: 'error' }>, jobId: string): ProblemAnswer {
  switch (failure.reason) {
    case 'repeated': {
      const message = `stands in row ${failure.firstIndex} already`;
      const said = { title: 'The row is a second one.', detail: message };
      return problem({ type: 'conflict', status: 409, ...said, issues: [{ pointer: '/jobId', message }] });
    }
    case 'forbidden': {
      const message = `needs the role operator in value stream '${failure.valueStream}'`;
      const said = { title: 'Not allowed.', detail: message };
      return problem({
        type: 'forbidden',
        status: 403,
        ...said,
        issues: [{ pointer: '/valueStream', message }],
      });
    }
    case 'not-found': {
      const message = `there is no job '${jobId}' that you may see, and the id is not free`;
      const said = { title: 'Not found.', detail: message };
      return problem({ type: 'not-found', status: 404, ...said, issues: [{ pointer: '/jobId', message }] });
    }
    case 'of-fleet':
      return ofFleet(failure.fleet);
    case 'version-mismatch': {
      const message = `job '${jobId}' is at another version, or not there: read it again`;
      const said = { title: 'Changed by someone else.', detail: message };
      return problem({
        type: 'precondition-failed',
        status: 412,
        ...said,
        issues: [{ pointer: '/ifMatch', message }],
      });
    }
  }
}
