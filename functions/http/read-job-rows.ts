import type { JobRow } from '../../shared/application/upsert-jobs.ts';
import {
  bulkJobRow,
  bulkJobsRequest,
  idOfRow,
  MAX_BULK_ROWS,
  MAX_ROW_BYTES,
  NDJSON,
} from '../../shared/contracts/http/bulk-jobs.ts';
import { toDefinition } from '../../shared/contracts/http/schedule-job.ts';
import { InvalidInput } from '../../shared/domain/errors.ts';
import type { BodyStream } from './api/call.ts';
import { expectedVersions } from './if-match.ts';
import { expectedJob } from './job-etag.ts';
import { readLines, type Line } from './read-lines.ts';
import { parseInput, parseJsonText } from './parse-input.ts';
import { UnreadableBody } from './unreadable-body.ts';

/**
 * The rows of a bulk request. One JSON text is read before the first of them is given, and throws InvalidInput or
 * UnreadableBody as a whole; of lines each is a row as it comes, and what ends their reading is a last, faulty row.
 */
export async function readJobRows(body: BodyStream): Promise<AsyncIterable<JobRow>> {
  if (body.contentType.startsWith(NDJSON)) return rowsOfLines(body.chunks);
  const text = Buffer.concat(await Array.fromAsync(body.chunks)).toString();
  const { jobs } = parseInput(parseJsonText(text), bulkJobsRequest, 'The body has faults.');
  return rowsOf(jobs);
}

async function* rowsOf(jobs: readonly unknown[]): AsyncGenerator<JobRow> {
  for (const job of jobs) yield toRow(job);
}

async function* rowsOfLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<JobRow> {
  let count = 0;
  try {
    for await (const line of readLines(chunks, MAX_ROW_BYTES)) {
      if (count === MAX_BULK_ROWS) {
        yield faulty(tooMany());
        return;
      }
      count += 1;
      yield rowOfLine(line);
    }
  } catch (error) {
    // The rows before are done, and have to be answered.
    if (!(error instanceof UnreadableBody)) throw error;
    yield faulty(error);
  }
}

function rowOfLine(line: Line): JobRow {
  if ('isTooLong' in line) return faulty(new UnreadableBody('too-long', { maxBytes: MAX_ROW_BYTES }));
  try {
    return toRow(parseJsonText(line.text));
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    return faulty(error);
  }
}

function toRow(value: unknown): JobRow {
  try {
    const { definition, ifMatch } = parseInput(value, bulkJobRow, 'The row has faults.');
    const { jobId } = definition;
    const { versions } = expectedJob(expectedVersions({ headers: { get: () => ifMatch ?? null } }));
    return { row: 'job', definition: { ...toDefinition(definition), jobId }, expected: versions };
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    return faulty(error, idOfRow(value));
  }
}

function faulty(error: unknown, jobId?: string): JobRow {
  return { row: 'faulty', jobId, error };
}

function tooMany(): InvalidInput {
  const message = `is more than the ${MAX_BULK_ROWS} that one request takes: it and all after it were not read`;
  return new InvalidInput('There are too many rows.', [{ pointer: '', message }]);
}
