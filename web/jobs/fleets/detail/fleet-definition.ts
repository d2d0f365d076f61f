import { ChangeDetectionStrategy, Component, computed, input, resource } from '@angular/core';
import type { FleetView } from '../../../../shared/contracts/http/fleet-view.ts';
import { CopyButton } from '../../../kit/copy/copy-button.ts';
import { fleetDefinitionOf } from '../edit/fleet-definition-of.ts';

/** The definition of a fleet as text, to keep or to apply. */
@Component({
  selector: 'ek-fleet-definition',
  imports: [CopyButton],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <section class="panel" aria-label="Definition">
      <header>
        <h2>As <span class="mono">evenkeel fleets apply</span> takes it</h2>
        <ek-copy-button [text]="text()" what="the definition" label="Copy" />
      </header>
      <!-- What scrolls has to be reached by keys. -->
      <pre tabindex="0" aria-label="The definition as YAML">{{ text() }}</pre>
    </section>
  `,
  styles: `
    section {
      margin-top: 16px;
    }
    pre {
      overflow-x: auto;
    }
  `,
})
export class FleetDefinition {
  readonly fleet = input.required<FleetView>();

  readonly #definition = computed(
    () => ({ fleetId: this.fleet().fleetId, ...fleetDefinitionOf(this.fleet()) }),
    {
      equal: (one, other) => JSON.stringify(one) === JSON.stringify(other),
    },
  );
  readonly #yaml = resource({
    params: () => this.#definition(),
    loader: async ({ params }) => (await import('yaml')).stringify(params),
  });
  protected readonly text = computed(() => (this.#yaml.hasValue() ? this.#yaml.value() : ''));
}
