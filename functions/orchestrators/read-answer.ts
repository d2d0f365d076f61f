import type { Stepped } from './run-work.ts';

/** A schema of what an activity answers. */
interface Schema<T> {
  safeParse(
    value: unknown,
  ): { readonly success: true; readonly data: T } | { readonly success: false; readonly error: Error };
}

/** What an activity has answered, or why there is no answer. */
export type Read<T> = T | Exclude<Stepped, { readonly outcome: 'answered' }>;

/** What an activity has answered, if it did; an answer that it should not give is like none. */
export function readAnswer<T>(schema: Schema<T>, stepped: Stepped): Read<T> {
  if (stepped.outcome !== 'answered') return stepped;
  const parsed = schema.safeParse(stepped.answer);
  return parsed.success ? parsed.data : { outcome: 'broken', message: parsed.error.message };
}
