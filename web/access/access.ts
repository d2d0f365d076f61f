import { ChangeDetectionStrategy, Component, computed, inject, resource } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { ApiKeyView } from '../../shared/contracts/http/api-keys.ts';
import type { PrincipalGrantsView } from '../../shared/contracts/http/grants.ts';
import type { HealthView } from '../../shared/contracts/http/health.ts';
import { health, listGrants, listKeys } from '../../shared/contracts/http/operation-paths.ts';
import { Api } from '../api/api.ts';
import { CallFailed } from '../api/problem.ts';
import { readPages } from '../api/read-pages.ts';
import { Session } from '../api/session.ts';
import { Chip } from '../kit/chips/chip.ts';
import { CopyButton } from '../kit/copy/copy-button.ts';
import { Icon } from '../kit/icon/icon.ts';
import { Commands, type Command } from '../kit/page/commands.ts';
import { PageHeader } from '../kit/page/page-header.ts';
import { EmptyState } from '../kit/states/empty-state.ts';
import { LoadState } from '../kit/states/load-state.ts';
import { Instant } from '../kit/time/instant.ts';
import { Now } from '../kit/time/now.ts';
import { grantInWords, roleInWords } from './grant-words.ts';
import { ChangeGrants } from './grants/change-grants.ts';
import { ChangeKeys } from './keys/change-keys.ts';

const MAX_PAGES = 10;

/** Who the caller is and what they may do; for administrators, who else may do what. */
@Component({
  selector: 'ek-access',
  imports: [...[Chip, CopyButton, EmptyState, Icon, Instant], ...[LoadState, PageHeader, RouterLink]],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './access.html',
  styleUrl: './access.css',
})
export class Access {
  readonly #api = inject(Api);
  readonly #changeGrants = inject(ChangeGrants);
  readonly #changeKeys = inject(ChangeKeys);
  readonly #now = inject(Now);
  protected readonly session = inject(Session);

  protected readonly grantInWords = grantInWords;
  protected readonly roleInWords = roleInWords;
  /** Grants are given by administrators of all value streams; keys by those of any. */
  protected readonly mayGrant = computed(() => this.session.may('admin', '*'));
  protected readonly mayMakeKeys = computed(() => this.session.may('admin'));
  protected readonly isKey = computed(() => this.session.me()?.id.startsWith('key:') === true);

  protected readonly grants = resource({
    params: () => (this.mayGrant() ? {} : undefined),
    loader: ({ abortSignal }) =>
      readPages<PrincipalGrantsView>(this.#api, listGrants, {
        ...{ pages: MAX_PAGES, query: { limit: 200 }, abortSignal },
      }),
  });

  protected readonly keys = resource({
    params: () => (this.mayMakeKeys() ? {} : undefined),
    loader: ({ abortSignal }) =>
      readPages<ApiKeyView>(this.#api, listKeys, {
        ...{ pages: MAX_PAGES, query: { limit: 200 }, abortSignal },
      }),
  });

  protected readonly keyRows = computed(() =>
    this.keys.hasValue()
      ? this.keys.value().items.map((key) => ({
          ...key,
          hasEnded: Date.parse(key.expiresAt) <= this.#now.ms(),
        }))
      : [],
  );

  protected readonly health = resource({
    loader: async ({ abortSignal }): Promise<HealthView> => {
      try {
        return await this.#api.read<HealthView>(health, { abortSignal });
      } catch (error) {
        // Where something does not answer it says what, as no problem document does.
        if (error instanceof CallFailed && error.status === 503) return UNHEALTHY;
        throw error;
      }
    },
  });
  protected readonly checks = computed(() =>
    this.health.hasValue()
      ? Object.entries(this.health.value().checks).map(([name, state]) => ({ name, state }))
      : [],
  );

  constructor() {
    inject(Commands).offer(() => this.#commands());
  }

  protected async give(): Promise<void> {
    if (await this.#changeGrants.give()) this.grants.reload();
  }

  protected async edit({ principal }: PrincipalGrantsView): Promise<void> {
    if (await this.#changeGrants.edit(principal)) this.grants.reload();
  }

  protected async remove(of: PrincipalGrantsView): Promise<void> {
    const isDone = await this.#changeGrants.remove(of, () => this.grants.reload());
    if (isDone) this.grants.reload();
  }

  protected async makeKey(): Promise<void> {
    if (await this.#changeKeys.make()) this.keys.reload();
  }

  protected async revoke(key: ApiKeyView): Promise<void> {
    if (await this.#changeKeys.revoke(key)) this.keys.reload();
  }

  #commands(): readonly Command[] {
    const group = 'Access';
    return [
      ...(this.mayGrant()
        ? [
            {
              ...({ id: 'access:give', label: 'Give somebody access', group, icon: 'plus' } as const),
              run: () => this.give(),
            },
          ]
        : []),
      ...(this.mayMakeKeys() && !this.isKey()
        ? [
            {
              ...({ id: 'access:key', label: 'New API key', group, icon: 'key' } as const),
              run: () => this.makeKey(),
            },
          ]
        : []),
    ];
  }
}

const UNHEALTHY: HealthView = {
  status: 'unhealthy',
  version: 'not known',
  checks: { services: 'at least one does not answer' },
};
