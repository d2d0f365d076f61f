import type { z } from 'zod';
import type { Issue } from '../../domain/errors.ts';

/** Every fault of a failed parse, with RFC 6901 pointers; an unknown field is a fault of its own place. */
export function issuesOf(error: z.ZodError): readonly Issue[] {
  return error.issues.flatMap((issue) => faultsOf(issue, []));
}

function faultsOf(issue: z.core.$ZodIssue, within: readonly PropertyKey[]): readonly Issue[] {
  const path = [...within, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ pointer: toPointer([...path, key]), message: 'is not a known field' }));
  }
  if (isMissing(issue)) return [{ pointer: toPointer(path), message: 'is missing' }];
  const meant = issue.code === 'invalid_union' ? meantForm(issue.errors) : undefined;
  return meant === undefined
    ? [{ pointer: toPointer(path), message: inWords(issue) }]
    : meant.flatMap((fault) => faultsOf(fault, path));
}

/** Of a value that may have several forms: the faults of the one that its author meant, where that can be told. */
function meantForm(forms: readonly (readonly z.core.$ZodIssue[])[]): readonly z.core.$ZodIssue[] | undefined {
  const ofItsType = forms.filter((faults) => !faults.some((fault) => isOfWhole(fault, 'invalid_type')));
  const ofItsFields = ofItsType.filter(
    (faults) => !faults.some((fault) => isOfWhole(fault, 'unrecognized_keys')),
  );
  const [meant, ...others] = ofItsType.length === 1 ? ofItsType : ofItsFields;
  return others.length === 0 ? meant : undefined;
}

/** Nothing is there: every form that the value may have says so. */
function isMissing(issue: z.core.$ZodIssue): boolean {
  if (issue.code === 'invalid_type') return issue.message.endsWith('received undefined');
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return false;
  return issue.errors.every((faults) => faults.some((fault) => fault.path.length === 0 && isMissing(fault)));
}

function isOfWhole({ code, path }: z.core.$ZodIssue, wanted: z.core.$ZodIssue['code']): boolean {
  return code === wanted && path.length === 0;
}

function inWords({ code, message }: z.core.$ZodIssue): string {
  if (code !== 'invalid_type') return message;
  const [, expected] = /expected (.+), received .+$/.exec(message) ?? [];
  return expected === undefined ? message : `must be of type ${expected}`;
}

/** Adds a rule's faults at the place that is being parsed. */
export function addIssues(context: z.RefinementCtx, issues: readonly Issue[]): void {
  for (const { pointer, message } of issues) {
    context.addIssue({ code: 'custom', path: fromPointer(pointer), message });
  }
}

/** An RFC 6901 pointer to a place. */
export function toPointer(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

function fromPointer(pointer: string): string[] {
  const parts = pointer.split('/').slice(1);
  return parts.map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}
