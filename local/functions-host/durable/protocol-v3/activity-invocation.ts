import { z } from 'zod';

import type { DurableTrigger, FunctionDefinition } from '../../worker/function-definition.ts';
import type { Invoker } from '../../worker/invoker.ts';
import type { InvocationResponse, TypedData } from '../../worker/worker-protocol.ts';
import type { ActivityResult, ActivityRunner, ActivityWork } from '../engine/activity-queue.ts';
import type { Failure } from '../engine/instance.ts';

/** What `df.app.setExceptionPropertiesProvider` makes of an error's message (`error/ExceptionPropertiesProvider`). */
const failureDetailsSchema = z.looseObject({
  errorType: z.string(),
  errorMessage: z.string(),
  isNonRetriable: z.boolean().optional(),
  stackTrace: z.string().nullish(),
  properties: z.unknown().optional(),
});

/** Runs activity functions of durable-functions 3.5. */
export class ActivityInvocation implements ActivityRunner {
  readonly #definitions: ReadonlyMap<string, FunctionDefinition<DurableTrigger<'activityTrigger'>>>;
  readonly #invoker: Invoker;

  /** @param definitions by lower-case name. */
  constructor(
    definitions: ReadonlyMap<string, FunctionDefinition<DurableTrigger<'activityTrigger'>>>,
    invoker: Invoker,
  ) {
    this.#definitions = definitions;
    this.#invoker = invoker;
  }

  async run({ name, input, instanceId }: ActivityWork): Promise<ActivityResult> {
    const definition = this.#definitions.get(name.toLowerCase());
    if (definition === undefined) {
      return { failure: toFailure(name, new Error(`The function '${name}' doesn't exist.`)) };
    }
    try {
      const response = await this.#invoker.invoke(definition, {
        input: input === undefined ? undefined : { json: input },
        triggerMetadata: { instanceId: { json: JSON.stringify(instanceId) } },
      });
      return { result: toResultText(response.returnValue) };
    } catch (error) {
      return { failure: toFailure(name, error) };
    }
  }
}

/** Bytes become base64 text, nothing becomes null: the SDK parses the result and cannot do without one. */
function toResultText(data: InvocationResponse['returnValue']): string {
  if (data === null || data === undefined) return 'null';
  const { string, json, bytes, int, double }: Partial<Record<keyof TypedData, unknown>> = data;
  if (typeof json === 'string') return json;
  if (bytes instanceof Uint8Array) return JSON.stringify(Buffer.from(bytes).toString('base64'));
  return JSON.stringify(string ?? int ?? double ?? null);
}

function toFailure(name: string, error: unknown): Failure {
  const message = error instanceof Error ? error.message : String(error);
  const details = readFailureDetails(message);
  const text = details?.errorMessage ?? message;
  return {
    reason: `Activity function '${name}' failed: ${text}`,
    details: JSON.stringify({
      ClassName: 'System.Exception',
      Message: text,
      StackTraceString: stackOf(error),
    }),
    ...(details === undefined
      ? {}
      : {
          failureDetails: JSON.stringify({
            ErrorType: details.errorType,
            ErrorMessage: details.errorMessage,
            StackTrace: details.stackTrace ?? null,
            IsNonRetriable: details.isNonRetriable ?? false,
            Properties: details.properties ?? null,
          }),
        }),
  };
}

function stackOf(error: unknown): string | null {
  return error instanceof Error ? (error.stack ?? null) : null;
}

function readFailureDetails(message: string): z.infer<typeof failureDetailsSchema> | undefined {
  if (!message.startsWith('{')) return undefined;
  try {
    return failureDetailsSchema.safeParse(JSON.parse(message)).data;
  } catch {
    return undefined;
  }
}
