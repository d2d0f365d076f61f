import { z } from 'zod';

import type { RetryPolicy, Work } from '../engine/instance.ts';
import type { Leaf } from '../engine/replay.ts';
import { HTTP_ACTIVITY } from './http-activity.ts';

/** Thrown for an action that this host does not carry out; the orchestration fails with its message. */
class UnsupportedAction extends Error {
  override readonly name = 'UnsupportedAction';
}

/** Numbers of durable-functions' `ActionType`. */
const ACTION = {
  callActivity: 0,
  callActivityWithRetry: 1,
  callSubOrchestrator: 2,
  callSubOrchestratorWithRetry: 3,
  continueAsNew: 4,
  createTimer: 5,
  waitForExternalEvent: 6,
  callEntity: 7,
  callHttp: 8,
  signalEntity: 9,
  whenAny: 11,
  whenAll: 12,
} as const;

const REFUSED: Readonly<Record<number, string>> = {
  13: 'lock',
  14: 'the release of an entity lock',
};

const retrySchema = z.looseObject({
  firstRetryIntervalInMilliseconds: z.number(),
  maxNumberOfAttempts: z.number(),
  backoffCoefficient: z.number().nullish(),
  maxRetryIntervalInMilliseconds: z.number().nullish(),
  // The SDK waits for ever when the platform gives up early, so the option has never worked.
  retryTimeoutInMilliseconds: z.null({ error: 'retryTimeoutInMilliseconds is not supported' }).optional(),
});
const callSchema = z.looseObject({
  functionName: z.string(),
  instanceId: z.string().nullish(),
  version: z.string().nullish(),
  input: z.unknown().optional(),
  retryOptions: retrySchema.optional(),
});
const entitySchema = z.looseObject({
  instanceId: z.string().regex(/^@[^@]+@/),
  operation: z.string(),
  input: z.unknown().optional(),
});
const httpSchema = z.looseObject({
  httpRequest: z.looseObject({
    method: z.string(),
    uri: z.string(),
    content: z.string().nullish(),
    headers: z.record(z.string(), z.string()).nullish(),
    tokenSource: z
      .null({ error: 'callHttp with a tokenSource is not supported by this host: it has no identity' })
      .optional(),
    asynchronousPatternEnabled: z.boolean(),
  }),
});
const timerSchema = z.looseObject({
  fireAt: z.union([z.date(), z.iso.datetime().transform((text) => new Date(text))]),
});

interface Action {
  readonly actionType: number;
}

/** What a list of actions comes to: the leaves that take ids, and the input to continue with, if asked for. */
export interface ActionList {
  readonly leaves: readonly Leaf[];
  readonly continueAsNew: { readonly input: unknown } | undefined;
  /** An action that stands in the list twice: a task that was yielded again inside a new `Task.any` or `Task.all`. */
  readonly isReYielded: boolean;
  /** Every action with all that it says. */
  readonly describe: () => readonly string[];
}

/**
 * Flattens the SDK's actions, depth first like the SDK hands out ids.
 *
 * @param actions the raw objects that the orchestrator made: a task yielded twice is the same object twice, which its
 *   JSON no longer shows (durable-js issue 574: the platform runs such a task again and mixes up the ids after it).
 * @throws UnsupportedAction naming what is not carried out here.
 */
export function readActions(actions: unknown): ActionList {
  const flat = flatten(actions);
  const seen = new Set<unknown>();
  const leaves: Leaf[] = [];
  let continueAsNew: ActionList['continueAsNew'];
  let isReYielded = false;
  for (const action of flat) {
    if (action.actionType === ACTION.waitForExternalEvent) continue;
    if (action.actionType === ACTION.continueAsNew) {
      continueAsNew = { input: Reflect.get(action, 'input') };
      continue;
    }
    isReYielded ||= seen.has(action);
    seen.add(action);
    leaves.push(toLeaf(action));
  }
  // At once for all: cancelling changes an action later, but not within one list.
  return { leaves, continueAsNew, isReYielded, describe: () => flat.map(describeAction) };
}

function flatten(actions: unknown): Action[] {
  if (Array.isArray(actions)) return actions.flatMap(flatten);
  if (!isAction(actions))
    throw new UnsupportedAction('The orchestrator gave back something that is not an action.');
  const isCompound = actions.actionType === ACTION.whenAny || actions.actionType === ACTION.whenAll;
  return isCompound ? flatten(Reflect.get(actions, 'compoundActions')) : [actions];
}

function isAction(value: unknown): value is Action {
  return typeof value === 'object' && value !== null && typeof Reflect.get(value, 'actionType') === 'number';
}

function toLeaf(action: Action): Leaf {
  return {
    signature: signatureOf(action),
    isCancelled: action.actionType === ACTION.createTimer && Reflect.get(action, 'isCanceled') === true,
    work: () => toWork(action),
  };
}

function describeAction(action: Action): string {
  if (action.actionType === ACTION.waitForExternalEvent)
    return `a wait for event "${String(Reflect.get(action, 'externalEventName'))}"`;
  if (action.actionType === ACTION.continueAsNew)
    return `continue-as-new with ${toJsonText(Reflect.get(action, 'input'))}`;
  return `${signatureOf(action)} ${toJsonText({ ...action, actionType: undefined, functionName: undefined })}`;
}

/** A timer's due time is left out: it may be computed from the (replayed) time, to which milliseconds are rounded. */
function signatureOf(action: Action): string {
  const name = String(Reflect.get(action, 'functionName'));
  switch (action.actionType) {
    case ACTION.callActivity:
    case ACTION.callActivityWithRetry:
      return `activity ${name}`;
    case ACTION.callSubOrchestrator:
    case ACTION.callSubOrchestratorWithRetry:
      return `sub-orchestration ${name}`;
    case ACTION.createTimer:
      return 'a timer';
    case ACTION.callHttp:
      return 'an HTTP request';
    case ACTION.callEntity:
      return `a call of ${String(Reflect.get(action, 'instanceId'))}`;
    case ACTION.signalEntity:
      return `a signal to ${String(Reflect.get(action, 'instanceId'))}`;
    default:
      throw new UnsupportedAction(
        `${REFUSED[action.actionType] ?? `action type ${action.actionType}`} is not supported by this host`,
      );
  }
}

function toWork(action: Action): Work {
  if (action.actionType === ACTION.createTimer) {
    return { kind: 'timer', dueAt: timerSchema.parse(action).fireAt.getTime() };
  }
  if (action.actionType === ACTION.callHttp) return toHttpWork(action);
  if (action.actionType === ACTION.callEntity || action.actionType === ACTION.signalEntity) {
    const { instanceId: entityId, operation, input } = entitySchema.parse(action);
    const text = input === undefined ? undefined : toJsonText(input);
    return {
      kind: 'entity',
      entityId,
      operation,
      input: text,
      isSignal: action.actionType !== ACTION.callEntity,
    };
  }
  const { functionName: name, instanceId, input, retryOptions, version } = callSchema.parse(action);
  const retry = retryOptions === undefined ? undefined : toRetryPolicy(retryOptions);
  const isActivity =
    action.actionType === ACTION.callActivity || action.actionType === ACTION.callActivityWithRetry;
  if (isActivity) return { kind: 'activity', name, input: toActivityInput(input), retry };
  return {
    ...{ kind: 'child', name, instanceId: instanceId ?? undefined },
    ...{ input: toJsonText(input), retry, version: version ?? undefined },
  };
}

function toHttpWork(action: Action): Work {
  const { asynchronousPatternEnabled: isPolled, ...request } = httpSchema.parse(action).httpRequest;
  return { kind: 'activity', name: HTTP_ACTIVITY, input: JSON.stringify(request), isPolled };
}

function toRetryPolicy(options: z.infer<typeof retrySchema>): RetryPolicy {
  return {
    firstIntervalMs: options.firstRetryIntervalInMilliseconds,
    maxAttempts: options.maxNumberOfAttempts,
    backoffCoefficient: options.backoffCoefficient ?? 1,
    maxIntervalMs: options.maxRetryIntervalInMilliseconds ?? Number.MAX_SAFE_INTEGER,
  };
}

/** The SDK has already turned a text into JSON text, and leaves every other input as it is. */
function toActivityInput(input: unknown): string | undefined {
  if (input === undefined || input === null) return undefined;
  return typeof input === 'string' ? input : JSON.stringify(input);
}

/** JSON text of a value; what JSON cannot say (undefined, a function) is null. */
export function toJsonText(value: unknown): string {
  const text: unknown = JSON.stringify(value);
  return typeof text === 'string' ? text : 'null';
}
