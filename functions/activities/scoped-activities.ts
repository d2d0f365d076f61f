import type { InvocationContext } from '@azure/functions';
import type { RunScope } from '../../shared/application/ports/run-scope.ts';
import { runAttempt } from '../../shared/contracts/run.ts';

export type ActivityHandler = (input: unknown, context: InvocationContext) => Promise<unknown>;

/** The handlers by their names, each within the scope of the run and attempt that its input names. */
export function scopedActivities(
  handlers: Readonly<Record<string, ActivityHandler>>,
  scope: RunScope,
): [string, ActivityHandler][] {
  return Object.entries(handlers).map(([name, handler]) => [
    name,
    async (input, context) => {
      const { runId, attempt } = runAttempt.parse(input);
      return scope.within({ runId, attempt, name }, () => handler(input, context));
    },
  ]);
}
