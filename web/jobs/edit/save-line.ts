import { ChangeDetectionStrategy, Component, input, model, output } from '@angular/core';

/** Saves what is edited, and asks why where somebody may want to know later. */
@Component({
  selector: 'ek-save-line',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <div class="line">
      @if (keptIn(); as place) {
        <div class="field">
          <label for="why">Why (optional)</label>
          <input
            id="why"
            class="input"
            maxlength="500"
            autocomplete="off"
            [placeholder]="'Kept in ' + place"
            [value]="reason()"
            (input)="reason.set($any($event.target).value)"
          />
        </div>
      }
      <button
        type="button"
        class="button primary"
        [disabled]="isSaving() || whyNot() !== ''"
        [title]="whyNot() || 'Ctrl S'"
        (click)="saved.emit()"
      >
        {{ isSaving() ? 'Saving…' : label() }}
      </button>
      @if (whyNot()) {
        <span class="muted">{{ whyNot() }}</span>
      }
    </div>
  `,
  styles: `
    .line {
      align-items: end;
      margin-top: 16px;
    }
    .field {
      flex: 1 1 220px;
    }
  `,
})
export class SaveLine {
  /** What the button says. */
  readonly label = input.required<string>();
  /** Where the reason can be read later, as in "the change log"; absent: it is not asked for. */
  readonly keptIn = input<string>();
  readonly isSaving = input.required<boolean>();
  /** Why it cannot be saved; empty: it can. */
  readonly whyNot = input.required<string>();
  readonly reason = model.required<string>();

  readonly saved = output();
}
