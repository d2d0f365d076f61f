import { z } from 'zod';
import type { ApiClient } from '../api/api-client.ts';
import { ApiRefused } from '../api/api-refused.ts';
import { bulkJobs } from '../../shared/contracts/http/operation-paths.ts';
import { isRecord } from '../output/read-field.ts';
import type { AppliedObject } from './applied-object.ts';
import type { JobDocument } from './document.ts';
import { documentPointer, jobRequest } from './to-request.ts';
import { upstreamFirst } from './upstream-first.ts';

const NDJSON = 'application/x-ndjson';

/** Well below what one request may have: a row more or less makes no difference to anybody. */
const MAX_BYTES = 6 * 1024 * 1024;
const MAX_ROWS = 5_000;

const row = z.looseObject({
  index: z.number(),
  outcome: z.enum(['created', 'updated', 'unchanged', 'failed']),
  errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).optional(),
  differences: z
    .array(
      z.looseObject({ pointer: z.string(), before: z.unknown().optional(), after: z.unknown().optional() }),
    )
    .optional(),
});

type Row = z.output<typeof row>;

interface JobsRequest {
  readonly documents: readonly JobDocument[];
  readonly tag: string;
  readonly isDryRun: boolean;
  readonly headers: Readonly<Record<string, string>>;
  /** Calendars that would be made by the same apply: a dry run does not find them. */
  readonly newCalendars: ReadonlySet<string>;
  readonly progress: (doneCount: number) => void;
}

/**
 * Makes jobs what they should be, those that others come after first. Sending them again changes nothing that is done.
 * Throws what is no refusal.
 */
export async function applyJobs(api: ApiClient, request: JobsRequest): Promise<readonly AppliedObject[]> {
  const { documents, tag, progress } = request;
  const items = upstreamFirst(documents).map((document) => {
    const tags = [...new Set([...(document.metadata.tags ?? []), tag])].sort();
    const body = jobRequest(document, tags);
    return { document, body, line: `${JSON.stringify(body)}\n` };
  });
  const applied: AppliedObject[] = [];
  for (const part of inParts(items)) {
    const rows = await send(api, request, part.map(({ line }) => line).join(''));
    for (const [index, { document, body }] of part.entries()) {
      applied.push(toObject(document, body, { row: rows.get(index), newCalendars: request.newCalendars }));
    }
    progress(applied.length);
  }
  return applied;
}

interface Item {
  readonly document: JobDocument;
  readonly body: Readonly<Record<string, unknown>>;
  readonly line: string;
}

function inParts(items: readonly Item[]): readonly (readonly Item[])[] {
  const parts: Item[][] = [];
  let bytes = Infinity;
  for (const item of items) {
    const length = Buffer.byteLength(item.line);
    const part = parts.at(-1);
    if (part === undefined || bytes + length > MAX_BYTES || part.length === MAX_ROWS) {
      parts.push([item]);
      bytes = length;
    } else {
      part.push(item);
      bytes += length;
    }
  }
  return parts;
}

async function send(
  api: ApiClient,
  { isDryRun, headers }: JobsRequest,
  text: string,
): Promise<ReadonlyMap<number, Row>> {
  const response = await api.send(bulkJobs, {
    query: isDryRun ? { dryRun: true } : {},
    headers: { ...headers, accept: NDJSON },
    content: { type: NDJSON, text },
  });
  const answer = await response.text();
  if (!response.ok) throw new ApiRefused(response.status, parsed(answer));
  const rows = answer
    .split('\n')
    .map((line) => row.safeParse(parsed(line)))
    .flatMap(({ data }) => (data === undefined ? [] : [data]));
  return new Map(rows.map((one) => [one.index, one]));
}

interface RowFacts {
  readonly row: Row | undefined;
  readonly newCalendars: ReadonlySet<string>;
}

function toObject(
  { kind, metadata: { name }, source }: JobDocument,
  body: unknown,
  { row: found, newCalendars }: RowFacts,
): AppliedObject {
  if (found === undefined) {
    const detail = 'the server has not said what became of it; apply again';
    return { kind, name, source, outcome: 'failed', errors: [{ pointer: '', detail }] };
  }
  const { outcome, errors = [], differences } = found;
  const isWaiting =
    errors.length > 0 && errors.every(({ pointer }) => namesOneOf(newCalendars, body, pointer));
  return {
    ...{ kind, name, source, outcome: isWaiting ? 'depends' : outcome },
    ...(differences === undefined ? {} : { differences }),
    ...(errors.length === 0
      ? {}
      : { errors: errors.map(({ pointer, detail }) => ({ pointer: documentPointer(pointer), detail })) }),
  };
}

/** Whether a fault points to the name of a calendar among these, or to the exclusion that has it. */
function namesOneOf(calendars: ReadonlySet<string>, body: unknown, pointer: string): boolean {
  const steps = pointer.split('/').slice(1);
  const value = steps.reduce<unknown>((part, step) => {
    if (Array.isArray(part)) return part[Number(step)];
    return isRecord(part) ? part[step] : undefined;
  }, body);
  const name = isRecord(value) ? value['name'] : value;
  return steps.includes('exclusions') && typeof name === 'string' && calendars.has(name);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
