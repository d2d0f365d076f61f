import { z } from 'zod';

import { messageOf } from '../../host-log.ts';
import type { DurableTrigger, FunctionDefinition } from '../../worker/function-definition.ts';
import type { Invoker } from '../../worker/invoker.ts';
import type { EntityBatch, EntityBatchResult, EntityRunner, EntitySignal } from '../engine/entity-request.ts';

/** What the SDK gives back for a batch (`entities/EntityState`). */
const answerSchema = z.looseObject({
  entityExists: z.boolean(),
  entityState: z.string().nullish(),
  results: z.array(z.looseObject({ isError: z.boolean(), result: z.string().nullish() })),
  signals: z.array(
    z.looseObject({
      target: z.looseObject({ name: z.string(), key: z.string() }),
      name: z.string(),
      input: z.string().nullish(),
    }),
  ),
});

/** Runs entity functions of durable-functions 3.5. */
export class EntityInvocation implements EntityRunner {
  readonly #definitions: ReadonlyMap<string, FunctionDefinition<DurableTrigger<'entityTrigger'>>>;
  readonly #invoker: Invoker;

  /** @param definitions by lower-case name. */
  constructor(
    definitions: ReadonlyMap<string, FunctionDefinition<DurableTrigger<'entityTrigger'>>>,
    invoker: Invoker,
  ) {
    this.#definitions = definitions;
    this.#invoker = invoker;
  }

  async run(batch: EntityBatch): Promise<EntityBatchResult> {
    try {
      return await this.#invoke(batch);
    } catch (error) {
      const answers = batch.requests.map(() => ({ error: messageOf(error) }));
      return { state: batch.state, answers, signals: [] };
    }
  }

  async #invoke({ entityId, state, requests }: EntityBatch): Promise<EntityBatchResult> {
    const self = parseEntityId(entityId);
    const definition = this.#definitions.get(self.name);
    if (definition === undefined) throw new Error(`The entity function '${self.name}' doesn't exist.`);
    const trigger = {
      self,
      exists: state !== undefined,
      // An entity without a state of its own may still exist: the SDK is to call the initializer then.
      state: state === undefined || state === 'null' ? null : state,
      batch: requests.map(({ operation, input, replyTo }) => ({
        name: operation,
        input: input ?? null,
        isSignal: replyTo === undefined,
      })),
    };
    const returned = await this.#invoker.invokeForResult(definition, {
      input: { json: JSON.stringify(trigger) },
    });
    const answer = answerSchema.parse(returned);
    return {
      // An operation may bring an entity into being by returning something, without ever setting a state.
      state: answer.entityExists ? (answer.entityState ?? 'null') : undefined,
      answers: answer.results.map(({ isError, result }) =>
        isError ? { error: errorOf(result ?? undefined) } : { result: result ?? 'null' },
      ),
      signals: answer.signals.map(toSignal),
    };
  }
}

export function formatEntityId({ name, key }: { readonly name: string; readonly key: string }): string {
  return `@${name.toLowerCase()}@${key}`;
}

export function parseEntityId(entityId: string): { readonly name: string; readonly key: string } {
  const end = entityId.indexOf('@', 1);
  return { name: entityId.slice(1, end), key: entityId.slice(end + 1) };
}

function toSignal({ target, name, input }: z.infer<typeof answerSchema>['signals'][number]): EntitySignal {
  const text = input === null || input === '' ? undefined : input;
  return { entityId: formatEntityId(target), operation: name, input: text };
}

/** The SDK writes errors as JSON, which loses their text: on the platform, too, the caller sees "[object Object]". */
function errorOf(result: string | undefined): string {
  const value: unknown = result === undefined ? undefined : JSON.parse(result);
  return typeof value === 'string' ? value : '[object Object]';
}
