import type { RunResult, SucceededRun } from '../../../domain/run/run.ts';
import { inputFaults, type RunInput } from '../../../domain/run/run-input.ts';
import { fillPlaceholders, missingValues, type PlaceholderValues } from '../../fill-placeholders.ts';
import type { PipelineStep } from './pipeline-task.ts';

/*
 * What steps pass on: `{steps.<name>.output}`, `{steps.<name>.output.<path>}` and `{steps.<name>.figures.<name>}` of the
 * run's result, and `{steps.<name>.runId}`. A result of a kind with a shape of its own is output and figures in one.
 */

const STEP_PLACEHOLDER = /^steps\.([A-Za-z][A-Za-z0-9_-]*)\.(?:runId|output|(?:output|figures)\.(.+))$/;

/** The step that a placeholder's name speaks of; undefined when it speaks of none. */
export function stepNamedIn(name: string): string | undefined {
  return STEP_PLACEHOLDER.exec(name)?.[1];
}

export type FilledInput =
  | { readonly outcome: 'filled'; readonly input: RunInput }
  | { readonly outcome: 'not-fillable'; readonly message: string };

/** What a step's run is given. */
export function fillInput(step: PipelineStep, values: PlaceholderValues): FilledInput {
  const missing = missingValues(step.input, values);
  if (missing !== undefined) return { outcome: 'not-fillable', message: missing.message };
  const input = Object.fromEntries(
    Object.entries(step.input).map(([name, value]) => [
      name,
      typeof value === 'string' ? fillPlaceholders(value, values) : value,
    ]),
  );
  const faults = inputFaults(input);
  if (faults.length === 0) return { outcome: 'filled', input };
  return { outcome: 'not-fillable', message: `Its input cannot be passed on: ${faults.join('; ')}.` };
}

/** The values of steps that have succeeded, beside those of the pipeline's own run. */
export function withStepValues(
  own: PlaceholderValues,
  succeeded: ReadonlyMap<string, SucceededRun>,
): PlaceholderValues {
  return (name) => {
    const step = stepNamedIn(name);
    if (step === undefined) return own(name);
    const run = succeeded.get(step);
    if (run === undefined) return undefined;
    const [, , part = '', ...path] = name.split('.');
    if (part === 'runId') return run.runId;
    return textOf(at(partOf(run.result, part), path));
  };
}

/** What a result passes on. */
export function outputOf(result: RunResult): unknown {
  return partOf(result, 'output');
}

function partOf(result: RunResult, part: string): unknown {
  const isPlain = 'words' in result;
  if (!isPlain) return result;
  return Object.hasOwn(result, part) ? Reflect.get(result, part) : undefined;
}

function at(value: unknown, path: readonly string[]): unknown {
  let found = value;
  for (const name of path) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, name)) return undefined;
    found = Reflect.get(found, name);
  }
  return found;
}

/** Objects and lists are passed on as JSON. */
function textOf(value: unknown): string | number | undefined {
  if (typeof value === 'string' || typeof value === 'number') return value;
  if (typeof value === 'boolean') return String(value);
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : undefined;
}
