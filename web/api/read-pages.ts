import type { OperationPath } from '../../shared/contracts/http/operation-path.ts';
import type { ApiCall, Page } from './api-call.ts';
import type { Api } from './api.ts';

/** Several pages of a list, as one. Throws CallFailed. */
export async function readPages<T>(
  api: Pick<Api, 'read'>,
  operation: OperationPath,
  { pages, ...call }: ApiCall & { readonly pages: number },
): Promise<Page<T>> {
  let page: Page<T> = { items: [] };
  for (let index = 0; index < pages; index += 1) {
    const cursor = index === 0 ? undefined : page.nextCursor;
    if (index > 0 && cursor === undefined) return page;
    const next: Page<T> = await api.read(operation, { ...call, query: { ...call.query, cursor } });
    page = { ...next, items: [...page.items, ...next.items] };
  }
  return page;
}
