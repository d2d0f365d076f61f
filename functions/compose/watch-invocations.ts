import type { app as functionsApp, InvocationContext, LogHookContext } from '@azure/functions';
import { readTraceParent } from '../../shared/adapters/telemetry/trace-parent.ts';
import type { HostInvocation, Tracer } from '../../shared/adapters/telemetry/tracer.ts';
import type { Clock } from '../../shared/application/ports/environment.ts';
import type { Sending, Telemetry } from './telemetry.ts';

type Hooks = Pick<typeof functionsApp.hook, 'preInvocation' | 'postInvocation' | 'log' | 'appTerminate'>;

/** A flush after an invocation comes no sooner after the last one: under load the queues send by themselves. */
const FLUSH_EVERY_MS = 1_000;

/** The host waits so long for the last telemetry; it ends a worker after 10 s. */
const LAST_FLUSH_MS = 5_000;

/**
 * What surrounds all invocations, by the hooks of the platform and by hand: instrumentations that patch `require` find nothing
 * to patch in a bundle.
 */
export function watchInvocations(hook: Hooks, telemetry: Telemetry, clock: Clock): void {
  hidesSecretsOfErrors(hook, telemetry);
  countsTimers(hook, telemetry);
  const { sending } = telemetry;
  hook.log((line) => {
    if (line.category !== 'user') return;
    line.message = telemetry.redactor.redact(line.message);
    if (sending !== undefined) tellLine(line, sending, clock);
  });
  if (sending === undefined) return;
  placesInvocations(hook, sending.tracer);
  flushesWhenIdle(hook, sending, clock);
  hook.appTerminate(async () => {
    await atMost(sending.sink.close(), LAST_FLUSH_MS);
  });
}

/** What a function throws is logged by the host and kept in the histories of orchestrations. */
function hidesSecretsOfErrors(hook: Hooks, { redactor }: Telemetry): void {
  hook.postInvocation(({ error }) => {
    if (!(error instanceof Error)) return;
    const safe = redactor.redact(error.message);
    if (safe === error.message) return;
    const stack = error.stack;
    error.message = safe;
    if (stack !== undefined) error.stack = redactor.redact(stack);
  });
}

/**
 * Every pass of every timer is counted: where none comes, the scheduler is dead. Without an exporter nobody counts, and the
 * console tells of the failed ones only.
 */
function countsTimers(hook: Hooks, { log, sending }: Telemetry): void {
  hook.postInvocation(({ invocationContext, error }) => {
    if (triggerOf(invocationContext) !== 'timerTrigger') return;
    const outcome = error === undefined || error === null ? 'done' : 'failed';
    if (outcome === 'done' && sending === undefined) return;
    log.metric('evenkeel.timer.passes', 1, { timer: invocationContext.functionName, outcome });
  });
}

/** Links what is done to the host's own span of the invocation. Orchestrators are replayed, and have no spans of their own. */
function placesInvocations(hook: Hooks, tracer: Tracer): void {
  hook.preInvocation((context) => {
    const { invocationContext, functionHandler } = context;
    if (triggerOf(invocationContext) === 'orchestrationTrigger') return;
    const invocation = toInvocation(invocationContext);
    context.functionHandler = (...given): unknown =>
      tracer.invoked(invocation, (): unknown => functionHandler(...given));
  });
}

function toInvocation({ invocationId, functionName, traceContext }: InvocationContext): HostInvocation {
  return { invocationId, functionName, span: readTraceParent(traceContext?.traceParent) };
}

/**
 * An instance that has nothing to do may be taken away at any time. So what there is is sent as soon as the last invocation has
 * ended; nobody waits for it.
 */
function flushesWhenIdle(hook: Hooks, { sink }: Sending, clock: Clock): void {
  let running = 0;
  let flushedAt = -Infinity;
  hook.preInvocation(() => {
    running += 1;
  });
  hook.postInvocation(() => {
    running -= 1;
    const now = clock.now();
    if (running > 0 || Math.abs(now - flushedAt) < FLUSH_EVERY_MS) return;
    flushedAt = now;
    void sink.flush();
  });
}

const SEVERITIES = {
  trace: 'debug',
  debug: 'debug',
  information: 'info',
  warning: 'warn',
  error: 'error',
  critical: 'error',
  none: 'info',
} as const;

/** A line that was written by the invocation itself (`context.error`), not by the log. */
function tellLine(
  { level, message, invocationContext }: LogHookContext,
  sending: Sending,
  clock: Clock,
): void {
  const span = sending.tracer.activeSpan?.context;
  sending.sink.log({
    ...{ severity: SEVERITIES[level], at: clock.now(), message },
    fields: {
      functionName: invocationContext?.functionName,
      invocationId: invocationContext?.invocationId,
    },
    ...(span === undefined ? {} : { span }),
  });
}

function triggerOf({ options }: InvocationContext): string {
  return options.trigger.type;
}

async function atMost(work: Promise<void>, ms: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => {
    resolve(undefined);
  }, ms);
  await Promise.race([work, promise]);
  clearTimeout(timer);
}
