import type { JsonObject } from '../../../kit/json/json.ts';

/** What every field of the form says of itself. */
interface Common {
  /** Where in the job's definition it stands (RFC 6901). */
  readonly pointer: string;
  readonly label: string;
  /** What it does, in a line. */
  readonly hint: string;
  /** Whether the job cannot be without it. */
  readonly isRequired?: boolean;
  /** Taken away as a whole when this field is emptied. */
  readonly clears?: string;
}

/** Of what there is already; somebody may type something else. */
export type Suggestions = 'models' | 'value-streams' | 'jobs' | 'zones' | 'tags' | 'resources';

interface TextField extends Common {
  readonly type: 'text';
  readonly default?: string;
  readonly placeholder?: string;
  readonly isCode?: boolean;
  readonly isLong?: boolean;
  readonly suggest?: Suggestions;
}

interface NumberField extends Common {
  readonly type: 'number';
  readonly default?: number;
  readonly placeholder?: string;
  readonly min?: number;
  readonly max?: number;
  /** `any`: not only whole ones. */
  readonly step?: 'any';
  readonly unit?: string;
}

/** In seconds; shown in the unit that it fills. */
interface DurationField extends Common {
  readonly type: 'duration';
  readonly default?: number;
}

interface ChoiceField extends Common {
  readonly type: 'choice';
  readonly default: string;
  readonly options: readonly { readonly value: string; readonly label: string; readonly about: string }[];
}

/** A list of words: with commas or lines between. */
interface WordsField extends Common {
  readonly type: 'words';
  /** `all`: what an empty field stands for, said so. */
  readonly default?: readonly string[] | 'all';
  readonly placeholder?: string;
  /** Numbers instead of words. */
  readonly isNumeric?: boolean;
}

/** One of several, or what it is by itself. */
interface SelectField extends Common {
  readonly type: 'select';
  readonly options: readonly { readonly value: string | boolean; readonly label: string }[];
}

/** A list of texts, one a line. */
interface LinesField extends Common {
  readonly type: 'lines';
  readonly placeholder: string;
}

/** Names and values, a pair a line. */
interface PairsField extends Common {
  readonly type: 'pairs';
  readonly placeholder: string;
}

interface FlagField extends Common {
  readonly type: 'flag';
  readonly default: boolean;
}

/** Something with a structure of its own, written as JSON. */
interface StructureField extends Common {
  readonly type: 'structure';
  readonly default?: unknown;
  readonly placeholder: string;
}

/** Where a sample comes from. */
export interface SourceField extends Common {
  readonly type: 'source';
  readonly of: 'baseline' | 'current';
}

export type Field =
  | TextField
  | NumberField
  | DurationField
  | ChoiceField
  | SelectField
  | WordsField
  | LinesField
  | PairsField
  | FlagField
  | StructureField
  | SourceField;

/** Fields that stand together: the main ones first, the others folded. */
export interface FieldGroup {
  readonly main: readonly Field[];
  readonly more: readonly Field[];
}

/** What the field is when nothing is said; undefined where that is nothing. */
export function defaultOf(field: Field): unknown {
  return 'default' in field ? field.default : undefined;
}

/** The element by which a fault finds the field. */
export function fieldId(pointer: string): string {
  return `field:${pointer}`;
}

/** A job's definition as it is edited: what a caller would write. */
export type Definition = JsonObject;

/** Whether it takes the whole width of the form. */
export function isWide(field: Field): boolean {
  return (
    ['source', 'choice', 'structure', 'lines', 'pairs'].includes(field.type) ||
    (field.type === 'text' && field.isLong === true)
  );
}
