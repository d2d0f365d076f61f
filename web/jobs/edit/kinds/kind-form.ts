import type { IconName } from '../../../kit/icon/icons.ts';
import type { Definition, FieldGroup } from '../fields/field.ts';

/** How jobs of a kind are asked for: what a folder below this one says of its kind. */
export interface KindForm {
  readonly kind: string;
  readonly label: string;
  readonly icon: IconName;
  /** What such a job does, in a sentence. */
  readonly about: string;
  readonly task: FieldGroup;
  /** What a new one begins with. */
  readonly initial: Definition;
  /** Policies whose defaults are others than those of all jobs, by their pointers. */
  readonly policyDefaults: Readonly<Record<string, unknown>>;
  /** An id that tells of the job; empty while too little is known. */
  suggestId(definition: Definition): string;
}

/** A name as an id may be: others characters become dashes. */
export function idOf(...parts: readonly string[]): string {
  if (parts.some((part) => part.trim() === '')) return '';
  return parts
    .join('-')
    .replaceAll(/[^A-Za-z0-9._-]+/g, '-')
    .replaceAll(/^[^A-Za-z0-9]+|-+$/g, '')
    .slice(0, 64);
}
