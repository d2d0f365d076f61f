import { z } from 'zod';

/** A part that is not as it should be hides no other one: what a server has to say is never passed over whole. */
const problem = z.looseObject({
  type: z.string().catch('about:blank'),
  title: z.string().catch('The server refused the request.'),
  detail: z.string().catch(''),
  errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).catch([]),
  changed: z
    .array(z.object({ pointer: z.string(), before: z.unknown().optional(), after: z.unknown().optional() }))
    .catch([]),
});

export type Problem = z.output<typeof problem>;

/** Thrown when the API answers with a problem; carries it whole. */
export class ApiRefused extends Error {
  override readonly name = 'ApiRefused';
  readonly status: number;
  readonly problem: Problem;

  constructor(status: number, body: unknown) {
    const parsed = problem.safeParse(body);
    const found = parsed.success ? parsed.data : problem.parse({ title: `The server answered ${status}.` });
    super(`${found.title} ${found.detail}`.trim());
    this.status = status;
    this.problem = found;
  }
}

/** Thrown when no server answers at the address. */
export class ServerUnreachable extends Error {
  override readonly name = 'ServerUnreachable';
}
