import {
  ChangeDetectionStrategy,
  Component,
  computed,
  input,
  linkedSignal,
  output,
  signal,
} from '@angular/core';
import {
  MatAutocomplete,
  MatAutocompleteTrigger,
  type MatAutocompleteSelectedEvent,
} from '@angular/material/autocomplete';
import { MAT_RIPPLE_GLOBAL_OPTIONS, MatOption } from '@angular/material/core';
import { matchingChoices } from './matching-choices.ts';

/** A name that there is already, found by typing a part of it; another one can be typed all the same. */
@Component({
  selector: 'ek-choice-input',
  imports: [MatAutocomplete, MatAutocompleteTrigger, MatOption],
  providers: [{ provide: MAT_RIPPLE_GLOBAL_OPTIONS, useValue: { disabled: true } }],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <input
      #field
      class="input"
      autocomplete="off"
      spellcheck="false"
      [class.mono]="isCode()"
      [id]="inputId()"
      [attr.aria-label]="label()"
      [value]="text()"
      [placeholder]="placeholder()"
      [disabled]="isDisabled()"
      [attr.maxlength]="maxLength()"
      [attr.aria-invalid]="isInvalid() ? true : null"
      [attr.aria-describedby]="describedBy()"
      [matAutocomplete]="list"
      (input)="type(field.value)"
      (change)="chosen.emit(field.value)"
    />
    <mat-autocomplete
      #list
      hideSingleSelectionIndicator
      (closed)="isTyped.set(false)"
      (optionSelected)="choose($event)"
    >
      @for (name of shown(); track name) {
        <mat-option [value]="name">{{ name }}</mat-option>
      }
    </mat-autocomplete>
  `,
  styles: `
    :host {
      display: block;
      min-width: 0;
      flex: 1;
    }
    mat-option {
      min-height: 32px;
      padding: 4px 10px;
      font-size: 13px;
      overflow-wrap: anywhere;
    }
  `,
})
export class ChoiceInput {
  readonly inputId = input.required<string>();
  /** Where no `<label>` names the field. */
  readonly label = input<string>();
  readonly value = input.required<string>();
  readonly names = input.required<readonly string[]>();
  readonly placeholder = input('');
  readonly isCode = input(false);
  readonly isDisabled = input(false);
  readonly isInvalid = input(false);
  readonly maxLength = input<number>();
  readonly describedBy = input<string>();
  /** With each key, and when one of the names was taken. */
  readonly typed = output<string>();
  /** When a name was taken, or the field left with another one. */
  readonly chosen = output<string>();

  protected readonly text = linkedSignal(() => this.value());
  /** Before somebody types, all are shown, not only what is like the present one. */
  protected readonly isTyped = signal(false);
  protected readonly shown = computed(() => matchingChoices(this.names(), this.isTyped() ? this.text() : ''));

  protected type(text: string): void {
    this.isTyped.set(true);
    this.text.set(text);
    this.typed.emit(text);
  }

  protected choose({ option }: MatAutocompleteSelectedEvent): void {
    const name = option.viewValue;
    this.text.set(name);
    this.typed.emit(name);
    this.chosen.emit(name);
  }
}
