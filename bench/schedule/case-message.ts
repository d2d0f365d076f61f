import { z } from 'zod';

/** What a case's process is told. */
export const caseRequest = z.object({ name: z.string(), input: z.unknown() });

export type CaseRequest = z.output<typeof caseRequest>;

/** What it says: one of the two. */
export const caseAnswer = z.union([
  z.object({ failure: z.string(), stack: z.string() }),
  z.object({ answer: z.unknown() }),
]);
