import { appendFileSync, existsSync, readFileSync } from 'node:fs';

import { app } from '@azure/functions';
import * as df from 'durable-functions';
import { z } from 'zod';

import type { Step, StepKind } from './step-kinds.ts';

const answerSchema = z.looseObject({ content: z.string() });

interface Plan {
  readonly hostUrl: string;
  readonly steps: readonly Step[];
  readonly results: readonly unknown[];
}

/** Runs of failing activities are counted in a file: a killed host must not forget how often one has failed. */
const RUNS_FILE = process.env['FUZZ_RUNS_FILE'] ?? '';
const runs = new Map<string, number>();
if (existsSync(RUNS_FILE)) for (const key of readFileSync(RUNS_FILE, 'utf8').split('\n')) count(key);

function count(key: string): number {
  const times = (runs.get(key) ?? 0) + 1;
  runs.set(key, times);
  return times;
}

async function hop(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

const echo = df.app.activity('echo', {
  async handler(input: unknown): Promise<unknown> {
    await hop();
    return input;
  },
});

df.app.activity('failFirst', {
  async handler({ key, failures }: { key: string; failures: number }): Promise<string> {
    appendFileSync(RUNS_FILE, `${key}\n`);
    const run = count(key);
    await hop();
    if (run <= failures) throw new Error(`run ${run} of ${key} failed`);
    return key;
  },
});

/** An event may be raised twice, when its activity is run twice: each has a name of its own. */
df.app.activity('raise', {
  extraInputs: [df.input.durableClient()],
  async handler({ instanceId, name }: { instanceId: string; name: string }, context): Promise<void> {
    await df.getClient(context).raiseEvent(instanceId, name, name);
  },
});

df.app.orchestration('child', function* (context) {
  const { label, fails } = context.df.getInput<{ label: string; fails: boolean }>();
  const result: unknown = yield echo(label);
  if (fails) throw new Error(`child ${label} fails`);
  return result;
});

df.app.entity<number>('tally', (context) => {
  const value = context.df.getState(() => 0) ?? 0;
  if (context.df.operationName === 'add') context.df.setState(value + 1);
  if (context.df.operationName === 'total') {
    context.df.return(value);
    context.df.destructOnExit();
  }
});

/** Says twice that it is not ready. */
app.http('slow', {
  route: 'slow/{left}/{label}',
  handler({ params: { left = '', label = '' } }) {
    if (left === '0') return { body: label };
    return {
      status: 202,
      headers: { location: `/api/slow/${Number(left) - 1}/${label}`, 'retry-after': '0.002' },
    };
  },
});

type Context = df.OrchestrationContext;
type Steps = Generator<df.Task, unknown>;

const retry = new df.RetryOptions(1, 3);
const STEPS: Readonly<
  Record<Exclude<StepKind, 'continue-as-new'>, (context: Context, label: string) => Steps>
> = {
  *activity(_context, label): Steps {
    const result: unknown = yield echo(label);
    return result;
  },
  *retried(context, label): Steps {
    yield failFirst(context, label, 2);
    return label;
  },
  *exhausted(context, label): Steps {
    try {
      yield failFirst(context, label, 1000);
    } catch (error) {
      return error instanceof Error && error.message.includes(`of ${keyOf(context, label)} failed`)
        ? label
        : String(error);
    }
    return 'not failed';
  },
  *child(context, label): Steps {
    const result: unknown = yield context.df.callSubOrchestrator('child', { label, fails: false });
    return result;
  },
  *'failing-child'(context, label): Steps {
    try {
      yield context.df.callSubOrchestratorWithRetry('child', retry, { label, fails: true });
    } catch (error) {
      return error instanceof Error && error.message.includes(`child ${label} fails`) ? label : String(error);
    }
    return 'not failed';
  },
  *timer(context, label): Steps {
    yield context.df.createTimer(later(context, 3));
    return label;
  },
  *'cancelled-timer'(context, label): Steps {
    const timer = context.df.createTimer(later(context, 3_600_000));
    const task = echo(label);
    yield context.df.Task.any([timer, task]);
    timer.cancel();
    const { result }: { readonly result?: unknown } = task;
    return result;
  },
  *nested(context, label): Steps {
    const inner = context.df.Task.any([echo(label), context.df.createTimer(later(context, 2))]);
    const results: unknown = yield context.df.Task.all([failFirst(context, label, 1), inner, echo(label)]);
    return z.array(z.unknown()).parse(results).at(-1);
  },
  *'awaited-later'(context, label): Steps {
    const task = echo(label);
    const child = context.df.callSubOrchestrator('child', { label, fails: false });
    yield context.df.Task.any([task, child]);
    yield child;
    const result: unknown = yield task;
    return result;
  },
  /** User code goes on while a retried task still fails: both take task ids, at times in one turn. */
  *'retry-behind'(context, label): Steps {
    const failing = failFirst(context, label, 2);
    yield context.df.Task.any([echo(label), failing]);
    const result: unknown = yield echo(label);
    yield failing;
    return result;
  },
  *event(context, label): Steps {
    const { instanceId } = context.df;
    const event = context.df.waitForExternalEvent(label);
    yield context.df.Task.all([event, context.df.callActivity('raise', { instanceId, name: label })]);
    const { result }: { readonly result?: unknown } = event;
    return result;
  },
  /** An operation that is run twice, or never, shows in the total. */
  *entity(context, label): Steps {
    const tally = new df.EntityId('tally', label);
    for (let signal = 0; signal < 3; signal += 1) context.df.signalEntity(tally, 'add');
    yield context.df.Task.all([context.df.callEntity(tally, 'add'), echo(label)]);
    const total: unknown = yield context.df.callEntity(tally, 'total');
    return total === 4 ? label : `${label}: the total is ${String(total)}`;
  },
  *http(context, label): Steps {
    const request = context.df.callHttp({
      method: 'GET',
      url: `${context.df.getInput<Plan>().hostUrl}/api/slow/2/${label}`,
    });
    yield context.df.Task.any([request, echo(label)]);
    const after: unknown = yield echo(label);
    const { content } = answerSchema.parse(yield request);
    return content === after ? content : `${label}: ${content}`;
  },
};

/** Takes its steps one after another; each result is the step's own label, so that a mixed-up task id shows. */
df.app.orchestration('fuzz', function* (context) {
  const plan = context.df.getInput<Plan>();
  const results = [...plan.results];
  for (const [index, { kind, label }] of plan.steps.entries()) {
    if (kind === 'continue-as-new') {
      context.df.continueAsNew({ ...plan, steps: plan.steps.slice(index + 1), results: [...results, label] });
      return undefined;
    }
    results.push(yield* STEPS[kind](context, label));
  }
  return results;
});

function failFirst(context: Context, label: string, failures: number): df.Task {
  return context.df.callActivityWithRetry('failFirst', retry, { key: keyOf(context, label), failures });
}

function keyOf(context: Context, label: string): string {
  return `${context.df.instanceId}/${label}`;
}

function later(context: Context, ms: number): Date {
  return new Date(context.df.currentUtcDateTime.getTime() + ms);
}
