import type { OperationPath } from '../../../shared/contracts/http/operation-path.ts';
import type { ApiCall } from '../../api/api-client.ts';
import type { CommandContext } from '../../command/command-context.ts';
import { all, instant, limit } from '../../command/command-inputs.ts';
import { choice, text } from '../../command/parameters.ts';
import { readInstant } from '../../command/read-instant.ts';
import { LOG_LINE_COLUMNS } from '../../output/columns.ts';
import { listThings } from '../list-things.ts';

/** What lines of logs are narrowed by. */
export const LINE_OPTIONS = {
  level: choice(['info', 'error'], 'lines of this level'),
  text: text('lines that contain this, whatever its case'),
  from: instant('lines from here on'),
  until: instant('lines up to here'),
  ...{ limit, all },
};

interface Narrowing {
  readonly level?: 'info' | 'error' | undefined;
  readonly text?: string | undefined;
  readonly from?: string | undefined;
  readonly until?: string | undefined;
}

/** The same as the API's query. */
export function lineQuery(
  { around, options }: CommandContext,
  { level, text: contained, from, until }: Narrowing,
): Readonly<Record<string, string | undefined>> {
  const read = (option: string, given: string | undefined): string | undefined =>
    given === undefined ? undefined : readInstant(given, { option, now: around.now(), isUtc: options.utc });
  return { level, text: contained, from: read('--from', from), until: read('--until', until) };
}

interface LinesRequest {
  readonly operation: OperationPath;
  readonly call: ApiCall;
  readonly limit: number | undefined;
  readonly all: boolean;
}

/** Prints lines of logs. */
export async function printLines(context: CommandContext, request: LinesRequest): Promise<void> {
  const empty =
    'There are no such lines: they are there a few seconds after they were logged, and for 30 days.';
  await listThings(context, { ...request, columns: LOG_LINE_COLUMNS, empty });
}
