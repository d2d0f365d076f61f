import { NgTemplateOutlet } from '@angular/common';
import { ChangeDetectionStrategy, Component, computed, inject, input, linkedSignal } from '@angular/core';
import { ChoiceInput } from '../../../kit/choose/choice-input.ts';
import { sameJson } from '../../../kit/json/json.ts';
import { valueAt } from '../../../kit/json/json-pointer.ts';
import { FormDraft } from '../draft/form-draft.ts';
import { durationWords, unitOf, UNITS } from './duration-text.ts';
import { defaultOf, fieldId, type Field } from './field.ts';
import { linesOf, pairsOf, textOfLines, textOfPairs } from './lines-text.ts';
import { SourceField } from './source-field.ts';
import { SuggestionLists } from './suggestions.ts';
import { textOfWords, wordsOf } from './words-text.ts';

/** A field of the form, as it is described: what is typed goes into the draft. */
@Component({
  selector: 'ek-form-field',
  imports: [ChoiceInput, NgTemplateOutlet, SourceField],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './form-field.html',
  styleUrl: './form-field.css',
})
export class FormField {
  readonly #draft = inject(FormDraft);
  readonly #suggestions = inject(SuggestionLists);

  readonly field = input.required<Field>();

  protected readonly units = UNITS;
  protected readonly id = computed(() => fieldId(this.field().pointer));
  protected readonly value = computed(() => valueAt(this.#draft.document(), this.field().pointer));
  protected readonly textValue = computed(() => {
    const value = this.value();
    return typeof value === 'string' ? value : '';
  });
  protected readonly faults = computed(() => this.#draft.faultsAt(this.field().pointer));
  protected readonly suggested = computed(() => {
    const field = this.field();
    return field.type === 'text' ? this.#suggestions.of(field.suggest) : [];
  });

  /** What is said in an empty field: its default, or an example. */
  protected readonly placeholder = computed(() => {
    const field = this.field();
    const standard = defaultOf(field);
    if (typeof standard === 'string' && field.type === 'text') return standard;
    if (typeof standard === 'number')
      return field.type === 'duration' ? durationWords(standard) : String(standard);
    if (field.type === 'words' && Array.isArray(standard) && standard.length > 0)
      return textOfWords(standard);
    return 'placeholder' in field ? (field.placeholder ?? '') : '';
  });
  protected readonly hasDefault = computed(() => {
    const standard = defaultOf(this.field());
    return (typeof standard === 'number' || typeof standard === 'string') && this.field().type !== 'choice';
  });

  /** What stands in a list or a structure while it is typed: it is not put in order under somebody's hands. */
  protected readonly typed = linkedSignal<unknown, string>({
    source: () => this.value(),
    computation: (value, previous) =>
      previous !== undefined && sameJson(this.#parse(previous.value), value)
        ? previous.value
        : this.#format(value),
  });
  protected readonly typingFault = computed(() =>
    this.#parse(this.typed()) !== NOT_READABLE
      ? undefined
      : this.field().type === 'pairs'
        ? 'Write a pair a line, as in name: value, and each name once.'
        : 'This is no JSON yet: check quotes, commas and brackets.',
  );

  readonly #seconds = computed(() => {
    const value = this.value();
    return typeof value === 'number' ? value : undefined;
  });
  protected readonly unit = linkedSignal<number>(() => {
    const standard = defaultOf(this.field());
    return unitOf(this.#seconds() ?? (typeof standard === 'number' ? standard : 60)).seconds;
  });
  protected readonly inUnit = computed(() => {
    const seconds = this.#seconds();
    return seconds === undefined ? '' : seconds / this.unit();
  });

  protected readonly choice = computed(() => {
    const field = this.field();
    return field.type === 'choice' ? (this.value() ?? field.default) : undefined;
  });

  protected type(text: string): void {
    this.#set(text === '' ? undefined : text);
  }

  protected typeNumber(number: number): void {
    this.#set(Number.isNaN(number) ? undefined : number);
  }

  protected typeSeconds(number: number): void {
    this.#set(Number.isNaN(number) ? undefined : Math.round(number * this.unit()));
  }

  /** The number stays, and counts in the other unit. */
  protected chooseUnit(text: string): void {
    const count = this.inUnit();
    this.unit.set(Number(text));
    if (count !== '') this.#set(count * Number(text));
  }

  protected choose(value: string): void {
    this.#set(value === defaultOf(this.field()) ? undefined : value);
  }

  /** The first one is none of the options: the field is left to what it is by itself. */
  protected select(index: number): void {
    const field = this.field();
    if (field.type === 'select') this.#set(field.options[index - 1]?.value);
  }

  protected check(isChecked: boolean): void {
    this.#set(isChecked === defaultOf(this.field()) ? undefined : isChecked);
  }

  protected typeParsed(text: string): void {
    this.typed.set(text);
    const parsed = this.#parse(text);
    if (parsed !== NOT_READABLE) this.#set(parsed);
  }

  #set(value: unknown): void {
    const { pointer, clears } = this.field();
    this.#draft.set(value === undefined && clears !== undefined ? clears : pointer, value);
  }

  #parse(text: string): unknown {
    if (text.trim() === '') return undefined;
    const field = this.field();
    if (field.type === 'words') return field.isNumeric === true ? wordsOf(text).map(toNumber) : wordsOf(text);
    if (field.type === 'lines') return linesOf(text);
    if (field.type === 'pairs') return pairsOf(text) ?? NOT_READABLE;
    return parseJson(text);
  }

  #format(value: unknown): string {
    if (value === undefined) return '';
    const field = this.field();
    if (field.type === 'words') return value === field.default ? '' : textOfWords(value);
    if (field.type === 'lines') return textOfLines(value);
    if (field.type === 'pairs') return textOfPairs(value);
    return JSON.stringify(value, null, 2);
  }
}

const NOT_READABLE = Symbol('not readable');

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return NOT_READABLE;
  }
}

/** What is no number is sent as it is: the server says what is wrong with it. */
function toNumber(word: string): number | string {
  const number = Number(word);
  return Number.isNaN(number) ? word : number;
}
