import type { z } from 'zod';
import type { Issue } from '../../domain/errors.ts';

/** Every fault of a failed parse, with RFC 6901 pointers; an unknown field is a fault of its own place. */
export function issuesOf(error: z.ZodError): readonly Issue[] {
  return error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({
          pointer: toPointer([...issue.path, key]),
          message: 'is not a known field',
        }))
      : [{ pointer: toPointer(issue.path), message: inWords(issue) }],
  );
}

function inWords({ code, message }: z.core.$ZodIssue): string {
  if (code !== 'invalid_type') return message;
  const [, expected, received] = /expected (.+), received (.+)$/.exec(message) ?? [];
  if (received === 'undefined') return 'is missing';
  return expected === undefined ? message : `must be of type ${expected}`;
}

/** Adds a rule's faults at the place that is being parsed. */
export function addIssues(context: z.RefinementCtx, issues: readonly Issue[]): void {
  for (const { pointer, message } of issues) {
    context.addIssue({ code: 'custom', path: fromPointer(pointer), message });
  }
}

function toPointer(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

function fromPointer(pointer: string): string[] {
  const parts = pointer.split('/').slice(1);
  return parts.map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}
