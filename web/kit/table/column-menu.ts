import { CdkMenu, CdkMenuItemCheckbox, CdkMenuTrigger } from '@angular/cdk/menu';
import { ChangeDetectionStrategy, Component, input, output } from '@angular/core';
import { Icon } from '../icon/icon.ts';

/** A column that can be left out. */
export interface ColumnOption {
  readonly key: string;
  readonly label: string;
  readonly isShown: boolean;
}

/** Chooses the columns of a table. */
@Component({
  selector: 'ek-column-menu',
  imports: [CdkMenu, CdkMenuItemCheckbox, CdkMenuTrigger, Icon],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <button type="button" class="button quiet small" [cdkMenuTriggerFor]="menu">
      <ek-icon name="columns" [size]="14" /> Columns
    </button>
    <ng-template #menu>
      <div class="ek-menu" cdkMenu aria-label="Columns">
        @for (option of options(); track option.key) {
          <button
            type="button"
            cdkMenuItemCheckbox
            [cdkMenuItemChecked]="option.isShown"
            (cdkMenuItemTriggered)="toggled.emit(option.key)"
          >
            <ek-icon name="check" [size]="14" [class.off]="!option.isShown" />
            {{ option.label }}
          </button>
        }
      </div>
    </ng-template>
  `,
  styleUrl: '../menu/menu.css',
})
export class ColumnMenu {
  readonly options = input.required<readonly ColumnOption[]>();
  /** The key of the column that is to come or to go. */
  readonly toggled = output<string>();
}
