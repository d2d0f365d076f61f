import { ChangeDetectionStrategy, Component, inject, input, output } from '@angular/core';
import { Icon } from '../../../kit/icon/icon.ts';
import { KindForms } from './kind-forms.ts';

/** Chooses what kind a job is of; of one that is stored it is only told. */
@Component({
  selector: 'ek-kind-choice',
  imports: [Icon],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <div class="kinds" role="radiogroup" aria-label="Kind" id="field:/kind" tabindex="-1">
      @for (kind of kinds.all(); track kind.kind) {
        <label
          class="kind"
          [class.chosen]="chosen() === kind.kind"
          [class.fixed]="isFixed() && chosen() !== kind.kind"
        >
          <input
            type="radio"
            name="kind"
            class="visually-hidden"
            [value]="kind.kind"
            [checked]="chosen() === kind.kind"
            [disabled]="isFixed()"
            (change)="changed.emit(kind.kind)"
          />
          <ek-icon [name]="kind.icon" [size]="20" />
          <span
            ><strong>{{ kind.label }}</strong
            ><span class="about">{{ kind.about }}</span></span
          >
        </label>
      }
    </div>
  `,
  styleUrl: './kind-choice.css',
})
export class KindChoice {
  protected readonly kinds = inject(KindForms);

  readonly chosen = input<string>();
  readonly isFixed = input(false);
  readonly changed = output<string>();
}
