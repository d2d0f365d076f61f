import { z } from 'zod';
import type { Run } from '../../domain/run/run.ts';
import { attemptIdOf } from '../../domain/run/run-id.ts';
import { stepsOf, type RunStep } from '../../domain/run/run-steps.ts';
import { SKIP_REASONS, WAIT_REASONS } from '../../domain/slot/slot-reasons.ts';
import { runFailure } from '../run.ts';
import { instantView } from './instant-view.ts';
import { requestView, runView, runViewSchema } from './run-view.ts';

const attempt = z.int().min(1);
const at = instantView;

const stepView = z.discriminatedUnion('step', [
  z.object({ step: z.literal('created'), at, requested: requestView.exactOptional() }),
  z.object({ step: z.literal('may-start'), at, attempt }),
  z.object({
    step: z.literal('waiting'),
    at,
    waitingFor: z.enum(WAIT_REASONS),
    gateKey: z.string().exactOptional().describe('Of a concurrency limit: its key.'),
  }),
  z.object({ step: z.literal('attempt-started'), at, attempt }),
  z.object({ step: z.literal('attempt-failed'), at, attempt, failure: runFailure }),
  z.object({ step: z.literal('begun-anew'), attempt, requested: requestView.exactOptional() }),
  z.object({ step: z.literal('succeeded'), at, attempt }),
  z.object({ step: z.literal('failed'), at, failure: runFailure }),
  z.object({ step: z.literal('cancelled'), at, requested: requestView }),
  z.object({ step: z.literal('skipped'), at, reason: z.enum(SKIP_REASONS) }),
  z.object({
    step: z.literal('dead'),
    at,
    cause: z.object({ reason: z.string(), description: z.string(), deliveryCount: z.int() }),
  }),
]);

const logsView = z.object({
  instanceIds: z
    .array(z.string())
    .readonly()
    .describe('The orchestrations of its attempts that began, the earliest first, in the task hub.'),
  query: z.string().describe('Finds its lines in Application Insights (Kusto).'),
});

/** A run with all that is known of it. */
export const runDetailViewSchema = runViewSchema
  .extend({
    steps: z
      .array(stepView)
      .readonly()
      .describe(
        'What happened to it, the earliest first, as far as it is kept. `begun-anew`: a person retried it, or a resume asked for its slot.',
      ),
    logs: logsView,
    detail: z
      .record(z.string(), z.unknown())
      .exactOptional()
      .describe('Of a stability run that has succeeded: the bins of every column.'),
  })
  .meta({ id: 'RunDetail' });

export type RunDetailView = z.output<typeof runDetailViewSchema>;

/** What callers read of one run; `detail` is the JSON text that was stored with its result. */
export function runDetailView(run: Run, detail: string | undefined): RunDetailView {
  return {
    ...runView(run),
    steps: stepsOf(run).map(toStepView),
    logs: logsOf(run),
    // The app wrote it itself; it is passed on as it is.
    ...(detail === undefined ? {} : { detail: detailObject.parse(JSON.parse(detail)) }),
  };
}

const detailObject = z.record(z.string(), z.unknown());

function toStepView(step: RunStep): z.output<typeof stepView> {
  return 'at' in step ? { ...step, at: new Date(step.at).toISOString() } : step;
}

/** Every line of the app about a run holds its id, and the host's own name the orchestration, which begins with it. */
function logsOf(run: Run): z.output<typeof logsView> {
  const begun = stepsOf(run).flatMap((step) => (step.step === 'attempt-started' ? [step.attempt] : []));
  return {
    instanceIds: begun.map((number) => attemptIdOf(run.runId, number)),
    // A run id has no sign that means something in a Kusto text.
    query: `union traces, exceptions | where timestamp >= datetime(${new Date(run.createdAt).toISOString()}) | where message has "${run.runId}" or tostring(customDimensions) has "${run.runId}" | order by timestamp asc`,
  };
}
