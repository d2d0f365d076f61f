/** A schema of the contract. */
interface Schema<T> {
  safeParse(
    value: unknown,
  ): { readonly success: true; readonly data: T } | { readonly success: false; readonly error: Error };
}

interface Answered {
  readonly outcome: 'answered';
  readonly answer: unknown;
}

interface Broken {
  readonly outcome: 'broken';
  readonly message: string;
}

interface Stopped {
  readonly outcome: 'cancelled' | 'timed-out';
}

/** What an activity has answered, if it did; an answer that it should not give is like none. */
export function readAnswer<T>(schema: Schema<T>, stepped: Answered | Broken | Stopped): T | Broken | Stopped {
  if (stepped.outcome !== 'answered') return stepped;
  const parsed = schema.safeParse(stepped.answer);
  return parsed.success ? parsed.data : { outcome: 'broken', message: parsed.error.message };
}
