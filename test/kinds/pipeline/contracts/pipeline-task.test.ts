import { describe, expect, test } from 'vitest';
import { issuesOf } from '../../../../shared/contracts/http/issues.ts';
import { pipelineTask } from '../../../../shared/kinds/pipeline/contracts/pipeline-task.ts';
import { pipelineKind } from '../../../../shared/kinds/pipeline/kind.ts';

function issues(...steps: readonly object[]): string[] {
  const parsed = pipelineTask.safeParse({ steps });
  if (parsed.success) return [];
  return issuesOf(parsed.error).map(({ pointer, message }) => `${pointer}: ${message}`);
}

const A = { name: 'a', job: 'job-a' };
const B = { name: 'b', job: 'job-b' };

describe('the task of a pipeline', () => {
  test('says of each step what it needs: the one before it, where it says nothing', () => {
    const { steps } = pipelineTask.parse({ steps: [A, B, { name: 'c', job: 'job-c', needs: [] }] });

    expect(steps.map(({ needs }) => needs)).toEqual([[], ['a'], []]);
  });

  test('stays as it is when it is read again', () => {
    const task = pipelineTask.parse(pipelineKind.example);

    expect(pipelineTask.parse(task)).toEqual(task);
  });

  test('names the jobs of its steps, and where', () => {
    expect(pipelineKind.jobsOf(pipelineTask.parse({ steps: [A, B] }))).toEqual([
      { jobId: 'job-a', pointer: '/steps/0/job' },
      { jobId: 'job-b', pointer: '/steps/1/job' },
    ]);
  });

  test.each<[string, readonly object[], string]>([
    ['no steps', [], '/steps: must hold at least one step'],
    ['a name twice', [A, { ...B, name: 'a', needs: [] }], "/steps/1/name: there is a step 'a' already"],
    ['an unknown need', [{ ...A, needs: ['z'] }], "/steps/0/needs/0: there is no step 'z'"],
    ['itself as a need', [{ ...A, needs: ['a'] }], '/steps/0/needs/0: must be another step'],
    ['a need twice', [A, { ...B, needs: ['a', 'a'] }], "/steps/1/needs/1: names 'a' twice"],
    [
      'a circle',
      [
        { ...A, needs: ['b'] },
        { ...B, needs: ['a'] },
      ],
      '/steps/0/needs: must not need itself over others: a needs b needs a',
    ],
    ['an unknown field', [{ ...A, retries: 1 }], '/steps/0/retries: is not a known field'],
    ['a name with a dot', [{ ...A, name: 'a.b' }], '/steps/0/name: must be 1 to 40 letters'],
    [
      'an input of another shape',
      [{ ...A, input: { x: true } }],
      '/steps/0/input/x: must be a text or a number',
    ],
    [
      'an unknown placeholder',
      [{ ...A, input: { x: '{nope}' } }],
      "/steps/0/input/x: '{nope}' is no placeholder",
    ],
    [
      'what a step beside it brings',
      [A, { ...B, needs: [], input: { x: '{steps.a.output}' } }],
      "/steps/1/input/x: '{steps.a.output}' is no placeholder",
    ],
    [
      'a part of a step that there is not',
      [A, { ...B, input: { x: '{steps.a.result}' } }],
      'of the steps that it needs {steps.a.output.<path>}',
    ],
    [
      'more than fits a history',
      Array.from({ length: 50 }, (_, index) => ({ ...A, name: `s${index}`, input: { x: 'y'.repeat(600) } })),
      '/steps: must be at most 24576 bytes as JSON',
    ],
  ])('is refused with %s', (_what, steps, said) => {
    expect(issues(...steps)[0]).toContain(said);
  });

  test('takes what a step brings that is needed over another', () => {
    const c = { name: 'c', job: 'job-c', input: { x: '{steps.a.output.rows}', y: '{input.z}' } };

    expect(issues(A, B, c)).toEqual([]);
  });
});
