import { z } from 'zod';

import { messageOf } from '../../host-log.ts';
import type { DurableTrigger, FunctionDefinition } from '../../worker/function-definition.ts';
import type { Invoker } from '../../worker/invoker.ts';
import type { Outcome } from '../engine/instance.ts';
import type { OrchestratorReplay, ReplayRequest, ReplayResult } from '../engine/replay.ts';
import { readActions, toJsonText } from './orchestrator-actions.ts';
import { toReplayPayload } from './replay-payload.ts';

/** What the SDK puts between an orchestrator's error and the state that goes with it. */
const FAILURE_MARKER = '\n\n$OutOfProcData$:';

const stateSchema = z.looseObject({
  isDone: z.boolean(),
  actions: z.unknown(),
  output: z.unknown().optional(),
  customStatus: z.unknown().optional(),
  error: z.string().optional(),
});
type OrchestratorState = z.infer<typeof stateSchema>;

/** Replays orchestrators of durable-functions 3.5: JSON history in, JSON actions out. */
export class ProtocolV3Replay implements OrchestratorReplay {
  readonly #definitions: ReadonlyMap<string, FunctionDefinition<DurableTrigger<'orchestrationTrigger'>>>;
  readonly #invoker: Invoker;

  /** @param definitions by lower-case name. */
  constructor(
    definitions: ReadonlyMap<string, FunctionDefinition<DurableTrigger<'orchestrationTrigger'>>>,
    invoker: Invoker,
  ) {
    this.#definitions = definitions;
    this.#invoker = invoker;
  }

  async replay(request: ReplayRequest): Promise<ReplayResult> {
    const definition = this.#definitions.get(request.instance.name.toLowerCase());
    if (definition === undefined) {
      return { kind: 'broken', error: `The function '${request.instance.name}' doesn't exist.` };
    }
    try {
      const result = await this.#invoker.invokeForResult(definition, {
        input: { json: toReplayPayload(request) },
      });
      return toReplayResult(stateSchema.parse(result));
    } catch (error) {
      return readFailure(error);
    }
  }
}

function readFailure(error: unknown): ReplayResult {
  const message = messageOf(error);
  const marker = message.indexOf(FAILURE_MARKER);
  if (marker < 0) return { kind: 'broken', error: message };
  try {
    const state = stateSchema.parse(JSON.parse(message.slice(marker + FAILURE_MARKER.length)));
    return toReplayResult(state, {
      kind: 'threw',
      error: state.error ?? 'it threw something that is not an Error',
    });
  } catch (unreadable) {
    return { kind: 'broken', error: messageOf(unreadable) };
  }
}

function toReplayResult(state: OrchestratorState, failure?: Outcome): ReplayResult {
  const { leaves, continueAsNew, isReYielded, describe } = readActions(state.actions);
  if (isReYielded) {
    return {
      kind: 'broken',
      error:
        'A task that was yielded before is yielded again inside a new Task.any or Task.all. The platform would run it ' +
        'a second time and mix up the results after it. Put the task into one compound only.',
    };
  }
  const continued: Outcome | undefined =
    continueAsNew === undefined ? undefined : { kind: 'continued', input: toJsonText(continueAsNew.input) };
  const returned: Outcome | undefined = state.isDone
    ? { kind: 'returned', output: toJsonText(state.output) }
    : undefined;
  return {
    kind: 'replayed',
    leaves,
    customStatus: state.customStatus === undefined ? undefined : toJsonText(state.customStatus),
    outcome: failure ?? continued ?? returned,
    describe,
  };
}
