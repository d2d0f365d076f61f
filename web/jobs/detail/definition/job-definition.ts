import { ChangeDetectionStrategy, Component, computed, inject, input, resource } from '@angular/core';
import type { JobView } from '../../../../shared/contracts/http/job-view.ts';
import { CopyButton } from '../../../kit/copy/copy-button.ts';
import { Address } from '../../../kit/page/address.ts';
import { definitionOf, definitionParts } from './definition-parts.ts';

const FORMS = [
  { name: 'page', label: 'To read' },
  { name: 'yaml', label: 'YAML' },
  { name: 'json', label: 'JSON' },
] as const;

/** The whole definition of a job: to read, and as text to keep or to send. */
@Component({
  selector: 'ek-job-definition',
  imports: [CopyButton],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './job-definition.html',
  styleUrl: './job-definition.css',
})
export class JobDefinition {
  readonly #address = inject(Address);
  readonly job = input.required<JobView>();

  protected readonly forms = FORMS;
  protected readonly form = computed(
    () => FORMS.find(({ name }) => name === this.#address.get('form'))?.name ?? 'page',
  );
  protected readonly parts = computed(() => definitionParts(this.job()));
  protected readonly json = computed(() => JSON.stringify(definitionOf(this.job()), null, 2));
  readonly #yaml = resource({
    params: () => (this.form() === 'yaml' ? this.job() : undefined),
    loader: async ({ params: job }) => (await import('yaml')).stringify(definitionOf(job)),
  });
  protected readonly text = computed(() => {
    if (this.form() === 'json') return this.json();
    return this.#yaml.hasValue() ? this.#yaml.value() : '';
  });

  protected choose(form: string): void {
    void this.#address.set({ form: form === 'page' ? undefined : form });
  }
}
