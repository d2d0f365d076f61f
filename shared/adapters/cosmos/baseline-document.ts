import { z } from 'zod';
import type { Baseline } from '../../application/ports/baseline-store.ts';
import { dataSource } from '../../contracts/data-source.ts';
import { instant, toInstant } from './instants.ts';

/** The document by which a baseline is found; its specification is in parts of their own. */
export interface BaselineHead extends Omit<Baseline, 'specification' | 'version'> {
  /** Absent in one of schema version 1 that has not been numbered yet. */
  readonly version?: number;
  readonly parts: number;
}

const head = z.object({
  type: z.literal('baseline'),
  // Version 1 was not numbered, held the path of a plain CSV file as its source, and has parts of version 1.
  schemaVersion: z.union([z.literal(1), z.literal(2)]),
  modelId: z.string(),
  baselineId: z.string(),
  version: z.int().min(1).exactOptional(),
  source: dataSource,
  parts: z.int().min(0),
  createdAt: instant,
});

export function headFromDocument(document: unknown): BaselineHead {
  const { type: _type, schemaVersion: _version, ...rest } = head.parse(document);
  return rest;
}

export function headToDocument(
  baseline: Omit<Baseline, 'specification'>,
  parts: number,
): { readonly id: string } & Record<string, unknown> {
  const { modelId, baselineId, version, source, createdAt } = baseline;
  return {
    ...{ id: baselineId, type: 'baseline', schemaVersion: 2, modelId, baselineId, version, source, parts },
    createdAt: toInstant(createdAt),
  };
}
