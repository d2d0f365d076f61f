import { z } from 'zod';
import type { StoredPlan } from '../application/batch-desk.ts';
import { batchPlan } from '../contracts/stored-plan.ts';
import { batchTask } from '../contracts/task.ts';

const storedPlan = z.object({
  plan: batchPlan,
  hasSource: z.boolean(),
  task: batchTask.exactOptional(),
});

/** Throws ZodError or SyntaxError for a text that is no plan. */
export function readStoredPlan(text: string): StoredPlan {
  return storedPlan.parse(JSON.parse(text));
}
