import { z } from 'zod';

type PageView<T extends z.ZodType> = z.ZodObject<{
  items: z.ZodReadonly<z.ZodArray<T>>;
  nextCursor: z.ZodExactOptional<z.ZodString>;
}>;

/** The answer of a list: one page of it. */
export function pageView<T extends z.ZodType>(item: T): PageView<T> {
  return z.object({
    items: z.array(item).readonly(),
    nextCursor: z
      .string()
      .exactOptional()
      .describe('Present while there may be more: send it as `cursor` to get the next page.'),
  });
}

/** What a store's list is asked for: without the key of a cursor that was not given. */
export function toPageRequest({
  limit,
  cursor,
}: {
  readonly limit: number;
  readonly cursor?: string | undefined;
}): { readonly limit: number; readonly cursor?: string } {
  return cursor === undefined ? { limit } : { limit, cursor };
}
