import type { Container } from '@azure/cosmos';
import { z } from 'zod';
import type {
  Baseline,
  BaselineRegistration,
  BaselineStore,
  BaselineSummary,
} from '../../application/ports/baseline-store.ts';
import type { Page, PageRequest } from '../../application/ports/versioned.ts';
import { binSpecification, toStoredSpecification } from '../../contracts/bin-specification.ts';
import type { BinSpecification } from '../../domain/stability/bin-specification.ts';
import { type BaselineHead, headFromDocument, headToDocument } from './baseline-document.ts';
import { BaselineVersions } from './baseline-versions.ts';
import { groupedIn, type GroupedOperations } from './grouped-operations.ts';
import { fromJsonCursor, toJsonCursor } from './json-cursor.ts';
import { queryDocuments } from './query-documents.ts';
import { readDocument, readGrouped } from './read-document.ts';
import { createDocument, createGrouped } from './write-document.ts';

/*
 * A wide model's specification can be longer than a document may be (2 MB), so its JSON text is cut into parts
 * of their own. The parts are written first and the head last: a baseline that can be found is whole. Parts
 * are named by the baseline's id, which follows from the content, so that writing them again changes nothing.
 */

const PART_CHARACTERS = 400_000;

/** A part up to this is written in one request with others: a hundred of them are well below what a request may have. */
const SMALL_PART = 10_000;

const part = z.object({ type: z.literal('baseline-part'), text: z.string() });

/** The next page has smaller versions than this. */
const position = z.object({ before: z.int().min(1) });

/** A head that has its number. */
type NumberedHead = BaselineHead & { readonly version: number };

/** Baselines in the container `baselines`, in the partition of their model. */
export class CosmosBaselineStore implements BaselineStore {
  readonly #container: Container;
  readonly #operations: GroupedOperations;

  /** `operations` of the same container: stores that share it share its requests. */
  constructor(container: Container, operations = groupedIn(container)) {
    this.#container = container;
    this.#operations = operations;
  }

  async get(modelId: string, baselineId: string): Promise<Baseline | undefined> {
    const head = await this.#head(modelId, baselineId);
    if (head === undefined) return undefined;
    return { ...toSummary(head), specification: await this.#specification(head) };
  }

  async register(given: Omit<Baseline, 'version'>): Promise<BaselineRegistration> {
    const { modelId, baselineId } = given;
    if ((await this.#head(modelId, baselineId)) === undefined) {
      const parts = await this.#writeParts(given);
      const version = await this.#versions(modelId).create(
        (next) => headToDocument({ ...given, version: next }, parts),
        async () => (await this.#head(modelId, baselineId)) !== undefined,
      );
      if (version !== undefined) return { outcome: 'created', baseline: { ...given, version } };
    }
    const baseline = await this.get(modelId, baselineId);
    if (baseline === undefined) throw new Error(`Baseline '${baselineId}' is gone.`);
    return { outcome: 'already-exists', baseline };
  }

  async list(modelId: string, { limit, cursor }: PageRequest): Promise<Page<BaselineSummary>> {
    if (cursor === undefined) await this.#versions(modelId).numberEarlier();
    const before = cursor === undefined ? Number.MAX_SAFE_INTEGER : fromJsonCursor(cursor, position).before;
    // One more than asked for tells whether there is a next page.
    const query = `SELECT * FROM c WHERE c.type = 'baseline' AND c.version < @before ORDER BY c.version DESC OFFSET 0 LIMIT ${limit + 1}`;
    const parameters = [{ name: '@before', value: before }];
    const documents = queryDocuments(this.#container, { query, parameters }, { partitionKey: modelId });
    const found = (await Array.fromAsync(documents)).map(headFromDocument).filter(isNumbered);
    const items = found.slice(0, limit).map(toSummary);
    const last = items.at(-1);
    return found.length > limit && last !== undefined
      ? { items, nextCursor: toJsonCursor({ before: last.version }) }
      : { items };
  }

  async #head(modelId: string, baselineId: string): Promise<NumberedHead | undefined> {
    const key = { id: baselineId, partitionKey: modelId };
    const found = await readGrouped(this.#source(), key, headFromDocument);
    if (found === undefined) return undefined;
    if (isNumbered(found.value)) return found.value;
    await this.#versions(modelId).numberEarlier();
    return this.#head(modelId, baselineId);
  }

  async #specification({ modelId, baselineId, parts }: BaselineHead): Promise<BinSpecification> {
    const part = (index: number) => this.#part({ modelId, baselineId, parts }, index);
    const texts = await Promise.all(Array.from({ length: parts }, (_, index) => part(index)));
    return binSpecification.parse(JSON.parse(texts.join('')));
  }

  /** The only part of a baseline is mostly a small one: it is read in one request with others. */
  async #part(
    { modelId, baselineId, parts }: Pick<BaselineHead, 'modelId' | 'baselineId' | 'parts'>,
    index: number,
  ): Promise<string> {
    const key = { id: partId(baselineId, index), partitionKey: modelId };
    const found = await (parts === 1
      ? readGrouped(this.#source(), key, (document) => part.parse(document))
      : readDocument(this.#container, key, (document) => part.parse(document)));
    if (found === undefined) throw new Error(`Part ${index} of baseline '${baselineId}' is gone.`);
    return found.value.text;
  }

  async #writeParts({ modelId, baselineId, specification }: Omit<Baseline, 'version'>): Promise<number> {
    const text = asciiJson(toStoredSpecification(specification));
    const parts = Math.ceil(text.length / PART_CHARACTERS);
    for (let index = 0; index < parts; index += 1) {
      const document = {
        ...{ id: partId(baselineId, index), type: 'baseline-part', schemaVersion: 1, modelId },
        text: text.slice(index * PART_CHARACTERS, (index + 1) * PART_CHARACTERS),
      };
      await (text.length <= SMALL_PART
        ? createGrouped(this.#source(), { document, partitionKey: modelId })
        : createDocument(this.#container, document));
    }
    return parts;
  }

  #versions(modelId: string): BaselineVersions {
    return new BaselineVersions(this.#container, modelId, this.#operations);
  }

  #source() {
    return { container: this.#container, operations: this.#operations };
  }
}

function isNumbered(head: BaselineHead): head is NumberedHead {
  return head.version !== undefined;
}

function toSummary({ parts: _parts, ...summary }: NumberedHead): BaselineSummary {
  return summary;
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
