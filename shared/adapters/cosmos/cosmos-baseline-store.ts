import type { Container } from '@azure/cosmos';
import { z } from 'zod';
import { binSpecification } from '../../contracts/bin-specification.ts';
import type { Baseline, BaselineStore } from '../../application/ports/baseline-store.ts';
import { instant, toInstant } from './instants.ts';
import { readDocument } from './read-document.ts';
import { createDocument } from './write-document.ts';

/*
 * A wide model's specification can be longer than a document may be (2 MB), so its JSON text is cut into parts
 * of their own. The parts are written first and the head last: a baseline that can be found is whole. Parts
 * are named by the baseline's id, which follows from the content, so that writing them again changes nothing.
 */

const PART_CHARACTERS = 400_000;

const head = z.object({
  type: z.literal('baseline'),
  schemaVersion: z.literal(1),
  modelId: z.string(),
  baselineId: z.string(),
  source: z.string(),
  parts: z.number(),
  createdAt: instant,
});

const part = z.object({ type: z.literal('baseline-part'), text: z.string() });

/** Baselines in the container `baselines`, in the partition of their model. */
export class CosmosBaselineStore implements BaselineStore {
  readonly #container: Container;

  constructor(container: Container) {
    this.#container = container;
  }

  async get(modelId: string, baselineId: string): Promise<Baseline | undefined> {
    const key = { id: baselineId, partitionKey: modelId };
    const found = await readDocument(this.#container, key, (document) => head.parse(document));
    if (found === undefined) return undefined;
    const { source, createdAt, parts } = found.value;
    const texts = await Promise.all(Array.from({ length: parts }, (_, index) => this.#part(key, index)));
    return {
      modelId,
      baselineId,
      source,
      createdAt,
      specification: binSpecification.parse(JSON.parse(texts.join(''))),
    };
  }

  async register({ modelId, baselineId, source, specification, createdAt }: Baseline): Promise<void> {
    const text = asciiJson(specification);
    const parts = Math.ceil(text.length / PART_CHARACTERS);
    for (let index = 0; index < parts; index += 1) {
      const slice = text.slice(index * PART_CHARACTERS, (index + 1) * PART_CHARACTERS);
      await createDocument(this.#container, {
        id: partId(baselineId, index),
        type: 'baseline-part',
        schemaVersion: 1,
        modelId,
        text: slice,
      });
    }
    const document = { type: 'baseline', schemaVersion: 1, modelId, baselineId, source, parts } as const;
    await createDocument(this.#container, { id: baselineId, ...document, createdAt: toInstant(createdAt) });
  }

  async #part(key: { readonly id: string; readonly partitionKey: string }, index: number): Promise<string> {
    const id = partId(key.id, index);
    const found = await readDocument(this.#container, { ...key, id }, (document) => part.parse(document));
    if (found === undefined) throw new Error(`Part ${index} of baseline '${key.id}' is gone.`);
    return found.value.text;
  }
}

/** JSON without a character that a cut could split into two halves. */
function asciiJson(value: object): string {
  return JSON.stringify(value).replaceAll(
    /[\u0080-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function partId(baselineId: string, index: number): string {
  return `${baselineId}.${index}`;
}
