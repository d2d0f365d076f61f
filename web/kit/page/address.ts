import { inject, Service, signal, type Signal } from '@angular/core';
import { NavigationEnd, Router, type ParamMap } from '@angular/router';

/** What the address says after its `?`: filters, ranges and what is chosen, so that each view of a screen has a link. */
@Service()
export class Address {
  readonly #router = inject(Router);
  readonly #params = signal<ParamMap>(this.#router.parseUrl(this.#router.url).queryParamMap);

  readonly params: Signal<ParamMap> = this.#params.asReadonly();

  constructor() {
    this.#router.events.subscribe((event) => {
      if (!(event instanceof NavigationEnd)) return;
      this.#params.set(this.#router.parseUrl(event.urlAfterRedirects).queryParamMap);
    });
  }

  /** Undefined where it is absent or empty. */
  get(name: string): string | undefined {
    const value = this.#params().get(name);
    return value === null || value === '' ? undefined : value;
  }

  /**
   * Changes what is named, and leaves the rest; undefined takes it out. It takes the place of the present address in the
   * browser's history unless `isStep` says that the way back leads there.
   */
  async set(
    changes: Readonly<Record<string, string | undefined>>,
    { isStep = false }: { readonly isStep?: boolean } = {},
  ): Promise<void> {
    const queryParams = Object.fromEntries(
      Object.entries(changes).map(([name, value]) => [name, value === '' ? null : (value ?? null)]),
    );
    await this.#router.navigate([], {
      queryParams,
      queryParamsHandling: 'merge',
      replaceUrl: !isStep,
    });
  }
}
