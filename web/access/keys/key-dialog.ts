import { DialogRef } from '@angular/cdk/dialog';
import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import type { ApiKeyView, CreatedApiKeyView } from '../../../shared/contracts/http/api-keys.ts';
import { createKey } from '../../../shared/contracts/http/operation-paths.ts';
import { Api } from '../../api/api.ts';
import { messageOf } from '../../api/problem.ts';
import { CopyButton } from '../../kit/copy/copy-button.ts';
import { Icon } from '../../kit/icon/icon.ts';
import { Instant } from '../../kit/time/instant.ts';
import { endOfKey, KEY_LIVES, reasonHeader, tidyGrants } from '../grant-words.ts';
import { GrantFields } from '../grants/grant-fields.ts';

const NAME = /^[A-Za-z0-9][A-Za-z0-9 ._-]{0,63}$/;

/** Makes an API key, and shows it: this once, since it is not kept. Faults are said where they can be mended. */
@Component({
  selector: 'ek-key-dialog',
  imports: [CopyButton, GrantFields, Icon, Instant],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './key-dialog.html',
  styleUrls: ['../../kit/feedback/confirm-dialog.css', './key-dialog.css'],
})
export class KeyDialog {
  readonly #api = inject(Api);
  readonly #dialog = inject<DialogRef<boolean>>(DialogRef);

  protected readonly lives = KEY_LIVES;
  protected readonly name = signal('');
  protected readonly days = signal<number>(KEY_LIVES[1].days);
  protected readonly grants = signal<ApiKeyView['grants']>([{ role: 'operator', valueStream: '' }]);
  protected readonly reason = signal('');
  protected readonly isBusy = signal(false);
  protected readonly fault = signal<string | undefined>(undefined);
  protected readonly made = signal<CreatedApiKeyView | undefined>(undefined);

  protected readonly isNameWrong = computed(() => this.name() !== '' && !NAME.test(this.name()));
  protected readonly isReady = computed(
    () => NAME.test(this.name()) && tidyGrants(this.grants()).length > 0 && !this.isBusy(),
  );

  protected async make(): Promise<void> {
    if (!this.isReady()) return;
    this.isBusy.set(true);
    this.fault.set(undefined);
    const body = {
      ...{ name: this.name(), grants: tidyGrants(this.grants()) },
      expiresAt: endOfKey(this.days(), Date.now()),
    };
    try {
      const headers = reasonHeader(this.reason());
      this.made.set(await this.#api.read<CreatedApiKeyView>(createKey, { body, headers }));
      // A press beside the dialog would lose what is shown this once.
      this.#dialog.disableClose = true;
    } catch (error) {
      this.fault.set(messageOf(error));
    } finally {
      this.isBusy.set(false);
    }
  }

  protected close(): void {
    this.#dialog.close(this.made() !== undefined);
  }
}
