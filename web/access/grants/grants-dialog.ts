import { DIALOG_DATA, DialogRef } from '@angular/cdk/dialog';
import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import type { PrincipalGrantsView } from '../../../shared/contracts/http/grants.ts';
import { isGuid, PRINCIPAL_KINDS, principalText, tidyGrants } from '../grant-words.ts';
import { GrantFields } from './grant-fields.ts';

/** What somebody is to be given. */
export interface GrantsAnswer {
  readonly principal: string;
  readonly description: string;
  readonly grants: PrincipalGrantsView['grants'];
  readonly reason: string;
}

/** Undefined: somebody who has none yet. */
export interface GrantsQuestion {
  readonly present: PrincipalGrantsView | undefined;
}

/** Asks who is to be given what. */
@Component({
  selector: 'ek-grants-dialog',
  imports: [GrantFields],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './grants-dialog.html',
  styleUrl: '../../kit/feedback/confirm-dialog.css',
})
export class GrantsDialog {
  readonly #dialog = inject<DialogRef<GrantsAnswer>>(DialogRef);
  protected readonly present = inject<GrantsQuestion>(DIALOG_DATA).present;
  protected readonly kinds = PRINCIPAL_KINDS;

  protected readonly kind = signal('user');
  protected readonly id = signal('');
  protected readonly description = signal(this.present?.description ?? '');
  protected readonly grants = signal(this.present?.grants ?? [{ role: 'reader' as const, valueStream: '' }]);
  protected readonly reason = signal('');

  protected readonly idLabel = computed(
    () => this.kinds.find(({ value }) => value === this.kind())?.id ?? 'Object id',
  );
  protected readonly isIdWrong = computed(() => this.id().trim() !== '' && !isGuid(this.id()));
  readonly #tidy = computed(() => tidyGrants(this.grants()));
  protected readonly isReady = computed(
    () => (this.present !== undefined || isGuid(this.id())) && this.#tidy().length > 0,
  );

  protected save(): void {
    if (!this.isReady()) return;
    this.#dialog.close({
      principal: this.present?.principal ?? principalText(this.kind(), this.id()),
      description: this.description().trim(),
      grants: this.#tidy(),
      reason: this.reason().trim(),
    });
  }

  protected cancel(): void {
    this.#dialog.close(undefined);
  }
}
