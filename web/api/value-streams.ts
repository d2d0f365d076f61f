import { computed, inject, Service, signal } from '@angular/core';
import type { OverviewView } from '../../shared/contracts/http/overview-view.ts';
import { readOverview } from '../../shared/contracts/http/operation-paths.ts';
import { Api } from './api.ts';

/** The value streams that the caller may see: asked for once, and told by whoever reads them anyway. */
@Service()
export class ValueStreams {
  readonly #api = inject(Api);
  readonly #names = signal<readonly string[] | undefined>(undefined);
  #isAsking = false;

  /** In order; empty until they are known. */
  readonly names = computed(() => this.#names() ?? []);

  known(names: readonly string[]): void {
    this.#names.set([...names].sort());
  }

  /** Without them a filter can still be had by its address: that they cannot be read is told nobody. */
  async ask(): Promise<void> {
    if (this.#isAsking || this.#names() !== undefined) return;
    this.#isAsking = true;
    try {
      this.known((await this.#api.read<OverviewView>(readOverview)).valueStreams);
    } catch {
      this.#isAsking = false;
    }
  }
}
