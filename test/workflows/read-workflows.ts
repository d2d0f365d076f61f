import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

export const ROOT = join(import.meta.dirname, '../..');

const permissionsSchema = z.record(z.string(), z.enum(['read', 'write', 'none']));

const stepSchema = z.strictObject({
  name: z.string().optional(),
  id: z.string().optional(),
  if: z.string().optional(),
  uses: z.string().optional(),
  run: z.string().optional(),
  with: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
  env: z.record(z.string(), z.string()).optional(),
  'timeout-minutes': z.number().optional(),
});

/** What is not named here is not allowed in a workflow: a misspelt key would be passed over by GitHub. */
const jobSchema = z.strictObject({
  needs: z.union([z.string().transform((name) => [name]), z.array(z.string())]).default([]),
  uses: z.string().optional(),
  with: z.record(z.string(), z.string()).optional(),
  'runs-on': z.string().optional(),
  'timeout-minutes': z.number().optional(),
  permissions: permissionsSchema.optional(),
  environment: z.string().optional(),
  concurrency: z.strictObject({ group: z.string(), 'cancel-in-progress': z.boolean() }).optional(),
  outputs: z.record(z.string(), z.string()).optional(),
  env: z.record(z.string(), z.string()).optional(),
  steps: z.array(stepSchema).default([]),
});

const workflowSchema = z.strictObject({
  name: z.string(),
  on: z.record(z.string(), z.unknown()),
  permissions: permissionsSchema,
  concurrency: z.unknown().optional(),
  jobs: z.record(z.string(), jobSchema),
});

export type Workflow = z.output<typeof workflowSchema>;
export type Step = z.output<typeof stepSchema>;

const FOLDER = join(ROOT, '.github/workflows');

/** The workflows by their file names, with their text. */
export const WORKFLOWS = readdirSync(FOLDER).map((file) => {
  const text = readFileSync(join(FOLDER, file), 'utf8');
  return { file, text, workflow: workflowSchema.parse(parse(text)) };
});

export function workflowOf(name: string): Workflow {
  const found = WORKFLOWS.find(({ file }) => file === name);
  if (found === undefined) throw new Error(`There is no workflow ${name}.`);
  return found.workflow;
}
