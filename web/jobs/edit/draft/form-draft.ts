import type { Signal } from '@angular/core';
import type { Definition } from '../fields/field.ts';
import type { Fault } from './field-faults.ts';

/** What the fields of a form write into: a job's definition, or a part of one. Provided by the editor. */
export abstract class FormDraft {
  abstract readonly document: Signal<Definition>;
  /** Every fault that is known, by pointers into the document. */
  abstract readonly faults: Signal<readonly Fault[]>;
  /** What the frozen baseline of a stored job was made from, for people. */
  abstract readonly baselineSource: Signal<string | undefined>;

  abstract set(pointer: string, value: unknown): void;

  /** What is said at a field now. */
  abstract faultsAt(pointer: string): readonly string[];
}
