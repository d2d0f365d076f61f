import { z } from 'zod';
import { timeZoneName } from '../../../contracts/http/data-source.ts';
import { jobId } from '../../../contracts/run.ts';
import { INPUT_NAME_PATTERN, INPUT_NAME_RULE } from '../../../domain/run/run-input.ts';
import { FAILURE_POLICIES, MAX_STEPS, type PipelineStep } from '../domain/pipeline-task.ts';
import { stepFaults } from '../domain/step-faults.ts';

const stepName = z
  .string()
  .regex(
    /^[A-Za-z][A-Za-z0-9_-]{0,39}$/,
    'must be 1 to 40 letters, digits, "-" or "_", beginning with a letter',
  );

const step = z.strictObject({
  name: stepName,
  job: jobId,
  needs: z.array(stepName).max(MAX_STEPS).exactOptional(),
  input: z
    .record(
      z.string().regex(INPUT_NAME_PATTERN, INPUT_NAME_RULE),
      z.union(
        [z.string().max(2048, 'must be at most 2048 characters'), z.number()],
        'must be a text or a number',
      ),
    )
    .refine((input) => Object.keys(input).length <= 50, 'must be at most 50 values')
    .default({}),
  onFailure: z.enum(FAILURE_POLICIES, `must be one of ${FAILURE_POLICIES.join(', ')}`).default('stop'),
});

/** What a pipeline does, as a caller writes it; what is stored says of each step what it needs. */
export const pipelineTask = z.strictObject({
  steps: z
    .array(step)
    .min(1, 'must hold at least one step')
    .max(MAX_STEPS, `must hold at most ${MAX_STEPS} steps`)
    .transform((steps) => steps.map(withNeeds))
    .superRefine((steps, context) => {
      for (const { pointer, message } of stepFaults(steps)) {
        context.addIssue({ code: 'custom', message, path: toPath(pointer) });
      }
    }),
  timeZone: timeZoneName.exactOptional(),
});

/** A step that does not say what it needs comes after the one before it. */
function withNeeds(
  { needs, ...rest }: z.output<typeof step>,
  index: number,
  steps: readonly { readonly name: string }[],
): PipelineStep {
  const before = steps[index - 1];
  return { ...rest, needs: needs ?? (before === undefined ? [] : [before.name]) };
}

/** The names of a JSON pointer (RFC 6901); numbers are places in a list. */
function toPath(pointer: string): (string | number)[] {
  return pointer
    .split('/')
    .slice(1)
    .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((name) => (/^\d+$/.test(name) ? Number(name) : name));
}
