import { z } from 'zod';

import type { AppSettings } from '../config/app-settings.ts';
import { resolveSettings } from '../config/app-settings.ts';
import { HostStartError } from '../host-start-error.ts';
import type { RegisteredFunction } from './core-api.ts';
import type { Binding } from './worker-protocol.ts';

export interface HttpTrigger {
  readonly type: 'httpTrigger';
  readonly authLevel: string;
  readonly methods: readonly string[];
  readonly route: string | undefined;
}
export interface TimerTrigger {
  readonly type: 'timerTrigger';
  readonly schedule: string;
  readonly runOnStartup: boolean;
  readonly useMonitor: boolean;
}
export interface ServiceBusQueueTrigger {
  readonly type: 'serviceBusTrigger';
  /** A queue, or with `<queue>/$DeadLetterQueue` its dead letters. */
  readonly queueName: string;
  readonly connection: string;
  /** `many` gives the handler an array of messages. */
  readonly cardinality: 'one' | 'many';
}
export interface DurableTrigger<Type extends 'orchestrationTrigger' | 'activityTrigger' | 'entityTrigger'> {
  readonly type: Type;
}
export type Trigger =
  | HttpTrigger
  | TimerTrigger
  | ServiceBusQueueTrigger
  | DurableTrigger<'orchestrationTrigger'>
  | DurableTrigger<'activityTrigger'>
  | DurableTrigger<'entityTrigger'>;

/** A registered function whose bindings this host can serve. */
export interface FunctionDefinition<T extends Trigger = Trigger> extends RegisteredFunction {
  readonly name: string;
  readonly trigger: T;
  readonly triggerBinding: string;
  readonly durableClientBindings: readonly string[];
}

const durable = <T extends string>(type: T) =>
  z.looseObject({ type: z.literal(type) }).transform(() => ({ type }));

const triggerSchema = z.discriminatedUnion('type', [
  z
    .looseObject({
      type: z.literal('httpTrigger'),
      authLevel: z.string().default('anonymous'),
      methods: z.array(z.string().toUpperCase()).default(['GET', 'POST']),
      route: z.string().optional(),
    })
    .transform(({ type, authLevel, methods, route }) => ({ type, authLevel, methods, route })),
  z
    .looseObject({
      type: z.literal('timerTrigger'),
      schedule: z.string(),
      runOnStartup: z.boolean().default(false),
      useMonitor: z.boolean().default(true),
    })
    .transform(({ type, schedule, runOnStartup, useMonitor }) => ({
      type,
      schedule,
      runOnStartup,
      useMonitor,
    })),
  z
    .looseObject({
      type: z.literal('serviceBusTrigger'),
      topicName: z.undefined({ error: 'topics are not supported by this host' }).optional(),
      isSessionsEnabled: z.literal(false, { error: 'sessions are not supported by this host' }).optional(),
      cardinality: z.enum(['one', 'many']).default('one'),
      autoCompleteMessages: z
        .literal(true, { error: 'handlers that settle messages are not supported' })
        .optional(),
      queueName: z.string(),
      connection: z.string(),
    })
    .transform(({ type, queueName, connection, cardinality }) => ({
      type,
      queueName,
      connection,
      cardinality,
    })),
  durable('orchestrationTrigger'),
  durable('activityTrigger'),
  durable('entityTrigger'),
]);

const SERVED_TRIGGERS = [
  'httpTrigger',
  'timerTrigger',
  'serviceBusTrigger',
  'orchestrationTrigger',
  'activityTrigger',
  'entityTrigger',
];

/**
 * Checks that every binding of a registered function is one that this host serves, and reads its trigger.
 *
 * @throws HostStartError naming the function and what is refused.
 */
export function defineFunction(registered: RegisteredFunction, settings: AppSettings): FunctionDefinition {
  const { name, bindings, retryOptions } = registered.metadata;
  const where = `function "${name}"`;
  if (retryOptions !== undefined) throw new HostStartError(`${where}: function-level retry is not supported`);
  const triggers = Object.entries(bindings).filter(([, binding]) => /trigger$/i.test(binding.type));
  const [found, second] = triggers;
  if (found === undefined || second !== undefined) {
    throw new HostStartError(`${where}: has ${triggers.length} triggers, not one`);
  }
  const [triggerBinding, binding] = found;
  const others = Object.entries(bindings).filter(([bindingName]) => bindingName !== triggerBinding);
  for (const [, other] of others) refuseOtherBinding(other, where);
  return {
    ...registered,
    name,
    trigger: readTrigger(binding, settings, where),
    triggerBinding,
    durableClientBindings: others.filter(([, { direction }]) => direction === 'in').map(([other]) => other),
  };
}

function refuseOtherBinding({ type, direction }: Binding, where: string): void {
  const isServed = direction === 'in' ? type === 'durableClient' : type === 'http';
  if (!isServed)
    throw new HostStartError(`${where}: ${direction} binding "${type}" is not supported by this host`);
}

function readTrigger(binding: Binding, settings: AppSettings, where: string): Trigger {
  if (!SERVED_TRIGGERS.includes(binding.type)) {
    throw new HostStartError(`${where}: trigger "${binding.type}" is not supported by this host`);
  }
  if (binding.properties?.['supportsDeferredBinding'] === 'true') {
    throw new HostStartError(`${where}: sdkBinding is not supported by this host`);
  }
  const resolved = Object.entries(binding).map(([key, value]) => [
    key,
    typeof value === 'string' ? resolveSettings(value, settings, where) : value,
  ]);
  const parsed = triggerSchema.safeParse(Object.fromEntries(resolved));
  if (!parsed.success) throw new HostStartError(`${where}: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}
