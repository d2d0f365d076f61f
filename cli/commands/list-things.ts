import type { ApiCall } from '../api/api-client.ts';
import type { OperationPath } from '../../shared/contracts/http/operation-path.ts';
import type { CommandContext } from '../command/command-context.ts';
import type { Column } from '../output/column.ts';

const DEFAULT_LIMIT = 50;

interface ListRequest {
  readonly operation: OperationPath;
  readonly call?: ApiCall;
  readonly columns: readonly Column[];
  /** Said in place of a table without rows. */
  readonly empty: string;
  readonly limit?: number | undefined;
  readonly all?: boolean;
}

/** Prints a list of the API, and says when there is more of it. */
export async function listThings(
  context: CommandContext,
  { operation, call = {}, columns, empty, limit = DEFAULT_LIMIT, all = false }: ListRequest,
): Promise<void> {
  const api = await context.api();
  const { items, hasMore } = await api.list(operation, call, all ? Number.MAX_SAFE_INTEGER : limit);
  context.out.list(items, columns, empty);
  if (hasMore) context.out.note(`There are more than these ${limit}: add --limit or --all.`);
}
