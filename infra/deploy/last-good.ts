import { z } from 'zod';

const artifactSchema = z.object({
  id: z.number(),
  name: z.string(),
  expired: z.boolean(),
  created_at: z.iso.datetime(),
  workflow_run: z
    .object({
      id: z.number(),
      repository_id: z.number(),
      head_repository_id: z.number(),
      head_branch: z.string(),
    })
    .nullish(),
});
const listSchema = z.object({ artifacts: z.array(artifactSchema) });

export interface LastGoodQuery {
  /** Of GitHub's API. */
  readonly api: string;
  /** `owner/name`. */
  readonly repository: string;
  readonly environment: string;
  /** Where releases come from. */
  readonly branch: string;
  readonly token: string;
}

/** The name under which a deployment that passed its smoke test keeps its package. */
export function goodPackageName(environment: string): string {
  return `good-${environment}`;
}

/**
 * The workflow run that keeps the last package that was good in an environment; undefined where none was, or none is
 * kept any more. Only runs of the repository's own branch of releases count: anybody who may open a pull request can
 * have a workflow keep something under any name. Throws when GitHub does not say.
 */
export async function findLastGood(query: LastGoodQuery): Promise<number | undefined> {
  const { api, repository, environment, branch, token } = query;
  const url = new URL(`${api}/repos/${repository}/actions/artifacts`);
  url.searchParams.set('name', goodPackageName(environment));
  url.searchParams.set('per_page', '100');
  const response = await fetch(url, {
    headers: { authorization: `Bearer ${token}`, accept: 'application/vnd.github+json' },
    signal: AbortSignal.timeout(30_000),
  });
  if (!response.ok) throw new Error(`GitHub did not list the packages: status ${response.status}.`);
  const { artifacts } = listSchema.parse(await response.json());
  const good = artifacts
    .filter(({ name, expired }) => name === goodPackageName(environment) && !expired)
    .toSorted((one, other) => Date.parse(other.created_at) - Date.parse(one.created_at))
    .map(({ workflow_run: run }) => run)
    .find((run) => run?.head_branch === branch && run.head_repository_id === run.repository_id);
  return good?.id;
}
