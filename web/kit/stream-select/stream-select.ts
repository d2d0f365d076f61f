import { ChangeDetectionStrategy, Component, computed, inject, input, output } from '@angular/core';
import { ValueStreams } from '../../api/value-streams.ts';

/** Chooses a value stream, or all of them. */
@Component({
  selector: 'ek-stream-select',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <select
      class="select"
      aria-label="Value stream"
      [value]="value() ?? ''"
      (change)="chosen.emit($any($event.target).value || undefined)"
    >
      <option value="" [selected]="!value()">All value streams</option>
      @for (name of names(); track name) {
        <option [value]="name" [selected]="name === value()">{{ name }}</option>
      }
    </select>
  `,
  styles: `
    :host {
      display: inline-block;
      max-width: 100%;
    }
  `,
})
export class StreamSelect {
  readonly #streams = inject(ValueStreams);

  /** Undefined: all. */
  readonly value = input<string>();
  readonly chosen = output<string | undefined>();

  /** Also the one that is chosen by its address, whether it is there or not. */
  protected readonly names = computed(() => {
    const value = this.value();
    const names = this.#streams.names();
    return value === undefined || value === '' || names.includes(value) ? names : [value, ...names];
  });

  constructor() {
    void this.#streams.ask();
  }
}
