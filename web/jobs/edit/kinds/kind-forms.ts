import { computed, inject, Service } from '@angular/core';
import { JobKinds } from '../../../kit/kinds/job-kinds.ts';
import type { KindForm } from './kind-form.ts';
import { formsOf } from './kinds.ts';

/** The forms in which jobs are asked for: the page's own, and one for each further kind that the API has. */
@Service()
export class KindForms {
  readonly #kinds = inject(JobKinds);

  readonly all = computed(() => formsOf(this.#kinds.views()));

  of(kind: unknown): KindForm | undefined {
    return this.all().find((form) => form.kind === kind);
  }

  /** The same, once the kinds are known. */
  async read(kind: unknown): Promise<KindForm | undefined> {
    await this.#kinds.read();
    return this.of(kind);
  }
}
