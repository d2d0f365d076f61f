import type { Issue } from '../../../domain/errors.ts';
import { placeholderIssues } from '../../fill-placeholders.ts';
import { MAX_STEPS_BYTES, type PipelineStep } from './pipeline-task.ts';
import { ancestorsOf, orderSteps } from './step-order.ts';
import { stepNamedIn } from './step-values.ts';

/** Every fault of steps that no job has to be read for, with pointers into the list. */
export function stepFaults(steps: readonly PipelineStep[]): readonly Issue[] {
  const bytes = new TextEncoder().encode(JSON.stringify(steps)).length;
  return [
    ...(bytes > MAX_STEPS_BYTES
      ? [{ pointer: '', message: `must be at most ${MAX_STEPS_BYTES} bytes as JSON` }]
      : []),
    ...steps.flatMap((step, index) => [
      ...nameFaults(steps, step, index),
      ...needFaults(steps, step, index),
      ...inputIssues(steps, step, index),
    ]),
    ...circleFaults(steps),
  ];
}

function nameFaults(steps: readonly PipelineStep[], { name }: PipelineStep, index: number): Issue[] {
  const isTaken = steps.slice(0, index).some((other) => other.name === name);
  return isTaken ? [{ pointer: `/${index}/name`, message: `there is a step '${name}' already` }] : [];
}

function needFaults(steps: readonly PipelineStep[], { name, needs }: PipelineStep, index: number): Issue[] {
  return needs.flatMap((need, place) => {
    const pointer = `/${index}/needs/${place}`;
    if (need === name) return [{ pointer, message: 'must be another step' }];
    if (needs.indexOf(need) < place) return [{ pointer, message: `names '${need}' twice` }];
    if (steps.some((other) => other.name === need)) return [];
    return [{ pointer, message: `there is no step '${need}'` }];
  });
}

/** Placeholders may speak of steps that have ended by then only. */
function inputIssues(steps: readonly PipelineStep[], step: PipelineStep, index: number): readonly Issue[] {
  const before = ancestorsOf(steps, step.name);
  const known = [...before].map((name) => `{steps.${name}.output.<path>}`);
  return placeholderIssues(step.input, `/${index}/input`, (name) => {
    const named = stepNamedIn(name);
    return named !== undefined && before.has(named);
  }).map(({ pointer, message }) => ({
    pointer,
    message: known.length === 0 ? message : `${message}, and of the steps that it needs ${known.join(' ')}`,
  }));
}

function circleFaults(steps: readonly PipelineStep[]): Issue[] {
  // What needs itself is told above.
  const order = orderSteps(
    steps.map(({ name, needs }) => ({ name, needs: needs.filter((need) => need !== name) })),
  );
  if (order.outcome === 'ordered') return [];
  const [first = ''] = order.names;
  const index = steps.findIndex(({ name }) => name === first);
  const message = `must not need itself over others: ${[...order.names, first].join(' needs ')}`;
  return [{ pointer: `/${index}/needs`, message }];
}
