import type { ExpectedVersions } from '../../shared/application/save-calendar.ts';
import type { Versioned } from '../../shared/application/ports/versioned.ts';
import type { Job } from '../../shared/domain/job/job.ts';

/**
 * The ETag of a job: its generation before the store's version, so that what differs since can be told of a version that
 * the store has forgotten.
 */
export function jobEtag({ value, version }: Versioned<Pick<Job, 'generation'>>): string {
  return `"${value.generation}-${version.replaceAll('"', '')}"`;
}

const ETAG = /^"([1-9]\d{0,15})-(.+)"$/;

/** What a caller expects a job to be: versions as the store has them, and the generations that they are of. */
export interface ExpectedJob {
  readonly versions: ExpectedVersions;
  readonly generations: readonly number[];
}

/** The same from the header `If-Match`. What is no ETag of a job matches none. */
export function expectedJob(ifMatch: ExpectedVersions): ExpectedJob {
  if (ifMatch === undefined || ifMatch === '*') return { versions: ifMatch, generations: [] };
  const named = ifMatch.flatMap((etag) => {
    const [, generation, version] = ETAG.exec(etag) ?? [];
    return generation === undefined || version === undefined
      ? []
      : [{ generation: Number(generation), version: `"${version}"` }];
  });
  return {
    versions: named.map(({ version }) => version),
    generations: named.map(({ generation }) => generation),
  };
}
