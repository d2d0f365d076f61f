import { ChangeDetectionStrategy, Component, computed, inject, resource, signal } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { Session } from '../../../api/session.ts';
import { ValueStreams } from '../../../api/value-streams.ts';
import { Icon } from '../../../kit/icon/icon.ts';
import { jsonLeaves } from '../../../kit/json/json-differences.ts';
import { PageHeader } from '../../../kit/page/page-header.ts';
import { EmptyState } from '../../../kit/states/empty-state.ts';
import { LoadState } from '../../../kit/states/load-state.ts';
import { Instant } from '../../../kit/time/instant.ts';
import { pointerText, valueText } from '../../edit/changes/value-text.ts';
import { FleetStore } from '../edit/fleet-store.ts';

/** Fields that are told of a template in a list. */
const TOLD = 4;

/** The templates of value streams, and the value streams that have none. */
@Component({
  selector: 'ek-template-list',
  imports: [EmptyState, Icon, Instant, LoadState, PageHeader, RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './template-list.html',
  styleUrl: './template-list.css',
})
export class TemplateList {
  readonly #router = inject(Router);
  readonly #session = inject(Session);
  readonly #store = inject(FleetStore);
  readonly #streams = inject(ValueStreams);

  protected readonly crumbs = [{ label: 'Fleets', link: '/fleets' }];
  protected readonly read = resource({ loader: () => this.#store.templates() });
  protected readonly named = signal('');
  protected readonly mayMake = computed(() => this.#session.may('operator'));
  protected readonly rows = computed(() =>
    (this.read.hasValue() ? this.read.value() : []).map((template) => {
      const fields = jsonLeaves(template.defaults).map(
        ({ pointer, value }) => `${pointerText(pointer)}: ${valueText(value).replaceAll('\n', ' ')}`,
      );
      return { template, told: fields.slice(0, TOLD), more: Math.max(0, fields.length - TOLD) };
    }),
  );
  /** Value streams without a template. */
  protected readonly others = computed(() => {
    const has = new Set(this.rows().map(({ template }) => template.valueStream));
    return this.#streams.names().filter((name) => !has.has(name));
  });

  constructor() {
    void this.#streams.ask();
  }

  protected async make(): Promise<void> {
    const valueStream = this.named().trim();
    if (valueStream !== '') await this.#router.navigate(['/templates', valueStream]);
  }
}
