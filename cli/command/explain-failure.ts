import { ApiRefused, ServerUnreachable } from '../api/api-refused.ts';
import { plain } from '../output/cell-text.ts';
import { BadUsage, CommandFailed } from './failures.ts';

/** What a failure is to the user: what to say on standard error, and the exit code. */
export function explainFailure(
  error: unknown,
  { isJson }: { readonly isJson: boolean },
): { readonly text: string; readonly exitCode: 1 | 2 } {
  if (error instanceof BadUsage) {
    const text = error.message.split('\n').map((line) => `error: ${line}`);
    return { text: [...text, '(Add --help for the usage.)'].join('\n'), exitCode: 2 };
  }
  if (error instanceof ApiRefused) {
    return { text: isJson ? JSON.stringify(error.problem) : refusalText(error), exitCode: 1 };
  }
  // What waits for an answer or for time to pass is ended by Ctrl-C.
  if (error instanceof Error && error.name === 'AbortError') {
    return { text: 'error: Interrupted.', exitCode: 1 };
  }
  if (error instanceof CommandFailed || error instanceof ServerUnreachable) {
    return { text: `error: ${plain(error.message)}`, exitCode: 1 };
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { text: `error: This is a fault of the command line itself.\n${text}`, exitCode: 1 };
}

function refusalText({ status, message, problem }: ApiRefused): string {
  const type = problem.type.split(':').at(-1) ?? '';
  return [
    `error: ${plain(message)} (${status}${/^[a-z-]+$/.test(type) ? ` ${type}` : ''})`,
    ...problem.errors.map(
      ({ pointer, detail }) => `  ${pointer === '' ? '(whole)' : pointer}: ${plain(detail)}`,
    ),
    ...problem.changed.map(
      ({ pointer, before, after }) => `  ${pointer}: ${asText(before)} is now ${asText(after)}`,
    ),
    ...hintOf(status),
  ].join('\n');
}

function asText(value: unknown): string {
  return value === undefined ? '(nothing)' : plain(JSON.stringify(value));
}

function hintOf(status: number): readonly string[] {
  if (status === 401) return ['Log in with "evenkeel login", or set EVENKEEL_TOKEN or EVENKEEL_API_KEY.'];
  if (status === 403) return ['"evenkeel whoami" shows what you may do.'];
  return [];
}
