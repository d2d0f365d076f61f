import type { PlainKind } from '../job/job-work.ts';

/** What a run of a plain kind has to show: the same for all of them, so that anyone can show it. */
export interface PlainResult {
  readonly kind: PlainKind;
  /** One sentence for people. */
  readonly words: string;
  /** Where there is more, outside: http or https. */
  readonly link?: { readonly label: string; readonly url: string };
  /** By names that people read. */
  readonly figures?: Readonly<Record<string, string | number | boolean | null>>;
  /** What others go on with: JSON of at most 8 KiB. */
  readonly output?: unknown;
}

/** How long `output` may be as JSON text, in UTF-16 units. */
export const MAX_OUTPUT_LENGTH = 8 * 1024;
