import { textAt } from '../output/read-field.ts';
import type { JobDocument } from './document.ts';

/**
 * The same jobs, each behind the one that it comes after, and behind those that its task names, where they are among them;
 * else in the order given. A text of the task that is another job's name by chance changes the order and nothing else.
 */
export function upstreamFirst(documents: readonly JobDocument[]): readonly JobDocument[] {
  const byName = new Map(documents.map((document) => [document.metadata.name, document]));
  const placed = new Set<JobDocument>();
  const begun = new Set<JobDocument>();
  const place = (document: JobDocument): void => {
    // A circle is the server's to refuse.
    if (begun.has(document)) return;
    begun.add(document);
    const named = [textAt(document.spec, 'after.jobId') ?? '', ...textsIn(document.spec['task'])];
    for (const name of named) {
      const before = byName.get(name);
      if (before !== undefined) place(before);
    }
    placed.add(document);
  };
  for (const document of documents) place(document);
  return [...placed];
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
