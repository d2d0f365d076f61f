import { textAt } from '../output/read-field.ts';
import type { JobDocument } from './document.ts';

/** The same jobs, each behind the one that it comes after where that is among them; else in the order given. */
export function upstreamFirst(documents: readonly JobDocument[]): readonly JobDocument[] {
  const byName = new Map(documents.map((document) => [document.metadata.name, document]));
  const placed = new Set<JobDocument>();
  for (const document of documents) {
    const chain: JobDocument[] = [];
    let next: JobDocument | undefined = document;
    // A circle is the server's to refuse.
    while (next !== undefined && !placed.has(next) && !chain.includes(next)) {
      chain.push(next);
      next = byName.get(textAt(next.spec, 'after.jobId') ?? '');
    }
    for (const one of chain.reverse()) placed.add(one);
  }
  return [...placed];
}
