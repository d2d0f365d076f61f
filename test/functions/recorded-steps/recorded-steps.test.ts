import type { OrchestrationContext, Task } from 'durable-functions';
import { RetryOptions } from 'durable-functions';
import { describe, expect, test } from 'vitest';
import { ORCHESTRATORS } from '../../../shared/kinds/kind-lists.ts';
import { recordSteps } from './record-steps.ts';
import { currentVersion, recordAll, recordings } from './recordings.ts';
import { SCENARIOS } from './scenarios.ts';

const RULE =
  'An orchestration under way replays its steps in the new code: keep the old ones for the old version ' +
  '(context.df.version), raise extensions.durableTask.defaultVersion in host.json, and npm run record-orchestrations.';

const recorded = [...recordings()].flatMap(([version, orchestrators]) =>
  Object.entries(orchestrators).flatMap(([name, scenarios]) =>
    Object.entries(scenarios).map(([scenario, steps]) => ({ version, name, scenario, steps })),
  ),
);

describe('an orchestration that was started as', () => {
  test.each(recorded)('$version goes on in this code: $name $scenario', ({ version, name, ...record }) => {
    const found = SCENARIOS[name];
    const scenario = found?.scenarios[record.scenario];
    const steps = found && scenario && recordSteps(found.orchestrator, scenario, version);

    expect(steps, RULE).toEqual(record.steps);
  });
});

describe('the recordings', () => {
  test('have all scenarios of all orchestrators in the version that new orchestrations are given', () => {
    const kept = recordings().get(currentVersion()) ?? {};

    expect(Object.keys(kept).toSorted()).toEqual(Object.values(ORCHESTRATORS).toSorted());
    for (const [name, scenarios] of Object.entries(recordAll(currentVersion()))) {
      expect(Object.keys(kept[name] ?? {})).toEqual(Object.keys(scenarios));
    }
  });
});

describe('recordSteps', () => {
  const scenario = {
    ...{ input: {}, cancelAfter: 60 },
    answers: { first: [1, new Error('No.')], second: [undefined] },
  };
  function* original({ df }: OrchestrationContext): Generator<Task, unknown, unknown> {
    const event = df.waitForExternalEvent('stop');
    yield df.callActivityWithRetry('first', new RetryOptions(1000, 3), { some: 'input' });
    yield df.Task.any([df.createTimer(new Date(df.currentUtcDateTime.getTime() + 5_000)), event]);
    try {
      yield df.callActivityWithRetry('first', new RetryOptions(1000, 3));
    } catch {
      yield df.callActivityWithRetry('second', new RetryOptions(1000, 3));
    }
    return df.version;
  }

  test('tells of each step in its order, in words', () => {
    expect(recordSteps(original, scenario, '1.0')).toEqual([
      'activity first, 3 attempts',
      'any of [timer | event stop]',
      'activity first, 3 attempts',
      'activity second, 3 attempts',
      'returns "1.0"',
    ]);
  });

  test.each([
    ['a step that is added', 'third', 3],
    ['another retry policy', 'second', 4],
  ])('shows %s', (_what, activity, attempts) => {
    function* changed(context: OrchestrationContext): Generator<Task, unknown, unknown> {
      const version = yield* original(context);
      yield context.df.callActivityWithRetry(activity, new RetryOptions(1000, attempts));
      return version;
    }
    const answers = { ...scenario.answers, third: [1] };

    const steps = recordSteps(changed, { ...scenario, answers }, '1.0');

    expect(steps).toContain(`activity ${activity}, ${attempts} attempts`);
    expect(steps).not.toEqual(recordSteps(original, scenario, '1.0'));
  });

  test('refuses an orchestration that waits for what never happens', () => {
    function* endless({ df }: OrchestrationContext): Generator<Task, unknown, unknown> {
      yield df.waitForExternalEvent('never');
      return undefined;
    }
    const { cancelAfter: _, ...rest } = scenario;

    expect(() => recordSteps(endless, rest, '1.0')).toThrow('never happens');
  });
});
