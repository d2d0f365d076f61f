import { ChangeDetectionStrategy, Component, computed, input, linkedSignal, output } from '@angular/core';
import { amountIn, UNITS, unitOf, type Unit } from './duration-units.ts';

/** A duration in whole seconds, typed as a number of minutes, hours or days. */
@Component({
  selector: 'ek-duration-field',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <input
      class="input"
      type="number"
      min="0"
      step="any"
      [attr.aria-label]="label()"
      [value]="amount()"
      (input)="type($any($event.target).valueAsNumber)"
    />
    <select
      class="select"
      [attr.aria-label]="label() + ': unit'"
      (change)="choose($any($event.target).value)"
    >
      @for (one of units; track one.value) {
        <option [value]="one.value" [selected]="one.value === unit()">{{ one.label }}</option>
      }
    </select>
  `,
  styles: `
    :host {
      display: inline-flex;
      gap: 6px;
    }
    input {
      width: 84px;
    }
    select {
      width: auto;
    }
  `,
})
export class DurationField {
  readonly seconds = input.required<number>();
  readonly label = input.required<string>();
  readonly changed = output<number>();

  protected readonly units = UNITS;
  /** Stays as it was chosen, whatever the amount. */
  protected readonly unit = linkedSignal<number, Unit>({
    source: this.seconds,
    computation: (seconds, previous) => previous?.value ?? unitOf(seconds),
  });
  protected readonly amount = computed(() => amountIn(this.unit(), this.seconds()));

  protected type(amount: number): void {
    if (Number.isNaN(amount)) return;
    const unit = UNITS.find(({ value }) => value === this.unit());
    this.changed.emit(Math.round(amount * (unit?.seconds ?? 1)));
  }

  protected choose(value: string): void {
    const unit = UNITS.find((one) => one.value === value);
    if (unit === undefined) return;
    const amount = this.amount();
    this.unit.set(unit.value);
    this.changed.emit(Math.round(amount * unit.seconds));
  }
}
