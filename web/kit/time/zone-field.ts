import { ChangeDetectionStrategy, Component, computed, input, output } from '@angular/core';
import { ChoiceInput } from '../choose/choice-input.ts';
import { viewerZone } from './format-instant.ts';

/** Every zone that this browser knows, UTC and the viewer's own first. */
const ZONE_NAMES: readonly string[] = [
  ...new Set(['UTC', viewerZone(), ...Intl.supportedValuesOf('timeZone')]),
];

/** Asks for a time zone; typing searches in the names. */
@Component({
  selector: 'ek-zone-field',
  imports: [ChoiceInput],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <div class="field">
      <label [for]="fieldId()">Time zone</label>
      <ek-choice-input
        [inputId]="fieldId()"
        [value]="zone()"
        [names]="names"
        [isInvalid]="fault() !== undefined"
        [describedBy]="fieldId() + ':hint'"
        (typed)="changed.emit($event)"
      />
      @if (fault(); as fault) {
        <span class="fault" [id]="fieldId() + ':hint'">{{ fault }}</span>
      } @else {
        <span class="hint" [id]="fieldId() + ':hint'">{{ clock() }}</span>
      }
    </div>
  `,
})
export class ZoneField {
  readonly fieldId = input.required<string>();
  readonly zone = input.required<string>();
  readonly fault = input<string>();
  readonly changed = output<string>();

  protected readonly names = ZONE_NAMES;
  protected readonly own = viewerZone();
  protected readonly clock = computed(() =>
    this.zone() === this.own ? 'The zone of this browser.' : 'Type a city or a part of the name.',
  );
}
