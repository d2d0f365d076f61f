import { ChangeDetectionStrategy, Component, computed, inject, input, model } from '@angular/core';
import type { MeView } from '../../../shared/contracts/http/me.ts';
import { ValueStreams } from '../../api/value-streams.ts';
import { ChoiceInput } from '../../kit/choose/choice-input.ts';
import { Icon } from '../../kit/icon/icon.ts';
import { ROLE_CHOICES } from '../grant-words.ts';

type Grant = MeView['grants'][number];

/** A role in a value stream, a line each. */
@Component({
  selector: 'ek-grant-fields',
  imports: [ChoiceInput, Icon],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <fieldset>
      <legend>What they may do</legend>
      @for (grant of grants(); track $index) {
        <div class="grant">
          <select
            class="select"
            aria-label="Role"
            [value]="grant.role"
            (change)="change($index, { role: $any($event.target).value })"
          >
            @for (role of roles; track role.value) {
              <option [value]="role.value" [selected]="role.value === grant.role">{{ role.label }}</option>
            }
          </select>
          <ek-choice-input
            label="Value stream"
            placeholder="Value stream, or * for all"
            [inputId]="'ek-grant-stream-' + $index"
            [maxLength]="128"
            [value]="grant.valueStream"
            [names]="names()"
            (typed)="change($index, { valueStream: $event })"
          />
          <button
            type="button"
            class="button quiet icon"
            [attr.aria-label]="'Take out grant ' + ($index + 1)"
            [disabled]="grants().length === 1"
            (click)="remove($index)"
          >
            <ek-icon name="close" [size]="14" />
          </button>
        </div>
      }
      <button type="button" class="button small" (click)="add()">
        <ek-icon name="plus" [size]="13" /> Another value stream
      </button>
      <p class="hint">{{ hint() }}</p>
    </fieldset>
  `,
  styles: `
    fieldset {
      display: grid;
      gap: 8px;
      justify-items: start;
      margin: 0;
      padding: 0;
      border: 0;
    }
    legend {
      padding: 0 0 4px;
      color: var(--ink-2);
      font-size: var(--text-s);
      font-weight: 550;
    }
    .grant {
      display: grid;
      grid-template-columns: 132px minmax(0, 1fr) 32px;
      gap: 6px;
      width: 100%;
    }
    .hint {
      color: var(--ink-3);
      font-size: var(--text-s);
    }
  `,
})
export class GrantFields {
  readonly #streams = inject(ValueStreams);
  protected readonly names = computed(() => ['*', ...this.#streams.names()]);
  protected readonly roles = ROLE_CHOICES;

  readonly grants = model.required<readonly Grant[]>();
  readonly hint = input(
    'A reader sees; an operator changes and runs, too; an administrator gives grants, too.',
  );

  constructor() {
    void this.#streams.ask();
  }

  protected change(index: number, part: Partial<Grant>): void {
    this.grants.update((grants) => grants.map((grant, at) => (at === index ? { ...grant, ...part } : grant)));
  }

  protected add(): void {
    this.grants.update((grants) => [...grants, { role: 'reader', valueStream: '' }]);
  }

  protected remove(index: number): void {
    this.grants.update((grants) => grants.filter((_grant, at) => at !== index));
  }
}
