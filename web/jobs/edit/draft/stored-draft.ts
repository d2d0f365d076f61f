import { isJsonObject, numberAt, textAt } from '../../../kit/json/json.ts';
import type { Definition } from '../fields/field.ts';
import type { Origin } from './origin.ts';

/** What somebody has typed and not saved, as this tab keeps it. */
export interface StoredDraft {
  readonly definition: Definition;
  /** The version of the job that it began from; absent of a new job. */
  readonly origin?: Origin;
}

/** Where drafts are kept: as `sessionStorage`. */
export type DraftPlace = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** Keeps the draft of a job, or of a new one, over a reload. */
export class DraftKeeper {
  readonly #place: DraftPlace;

  constructor(place: DraftPlace) {
    this.#place = place;
  }

  /** Undefined where there is none, or none that can be read. */
  read(jobId: string | undefined): StoredDraft | undefined {
    try {
      const stored: unknown = JSON.parse(this.#place.getItem(keyOf(jobId)) ?? 'null');
      if (!isJsonObject(stored) || !isJsonObject(stored['definition'])) return undefined;
      const origin = toOrigin(stored['origin']);
      if ((origin === undefined) !== (jobId === undefined)) return undefined;
      return { definition: stored['definition'], ...(origin === undefined ? {} : { origin }) };
    } catch {
      return undefined;
    }
  }

  write(jobId: string | undefined, draft: StoredDraft): void {
    this.#place.setItem(keyOf(jobId), JSON.stringify(draft));
  }

  forget(jobId: string | undefined): void {
    this.#place.removeItem(keyOf(jobId));
  }
}

function keyOf(jobId: string | undefined): string {
  return `evenkeel.draft.${jobId ?? ''}`;
}

function toOrigin(value: unknown): Origin | undefined {
  if (!isJsonObject(value) || !isJsonObject(value['definition'])) return undefined;
  const [jobId, etag, generation] = [
    textAt(value, 'jobId'),
    textAt(value, 'etag'),
    numberAt(value, 'generation'),
  ];
  if (jobId === '' || etag === '' || generation === undefined) return undefined;
  const baselineSource = textAt(value, 'baselineSource');
  const from = baselineSource === '' ? {} : { baselineSource };
  return { jobId, etag, generation, definition: value['definition'], ...from };
}
