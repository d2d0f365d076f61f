import { Dialog } from '@angular/cdk/dialog';
import { inject, Service } from '@angular/core';
import { firstValueFrom } from 'rxjs';
import type { ApiKeyView } from '../../../shared/contracts/http/api-keys.ts';
import { revokeKey } from '../../../shared/contracts/http/operation-paths.ts';
import { Api } from '../../api/api.ts';
import { Confirm } from '../../kit/feedback/confirm.ts';
import { Perform } from '../../kit/feedback/perform.ts';
import { grantInWords, reasonHeader } from '../grant-words.ts';
import { KeyDialog } from './key-dialog.ts';

/** Makes and revokes API keys. */
@Service()
export class ChangeKeys {
  readonly #api = inject(Api);
  readonly #confirm = inject(Confirm);
  readonly #dialog = inject(Dialog);
  readonly #perform = inject(Perform);

  /** Whether a key was made. */
  async make(): Promise<boolean> {
    const dialog = this.#dialog.open<boolean, unknown, KeyDialog>(KeyDialog, {
      ariaModal: true,
      ariaLabelledBy: 'ek-key-title',
      autoFocus: 'input',
    });
    return (await firstValueFrom(dialog.closed)) === true;
  }

  /** Whether the key was revoked. */
  async revoke({ keyId, name, grants }: ApiKeyView): Promise<boolean> {
    const answer = await this.#confirm.ask({
      title: `Revoke ${name}?`,
      consequences: [
        `Whoever calls with it is refused within 10 s: ${grants.map(grantInWords).join(', ')}.`,
        'It cannot be taken back: another key has to be made, and brought to where this one is.',
      ],
      confirm: 'Revoke the key',
      ...{ isDangerous: true, reason: 'required' },
    });
    if (answer === undefined) return false;
    const call = { path: { keyId }, headers: reasonHeader(answer.reason) };
    const done = await this.#perform.run(() => this.#api.call(revokeKey, call), {
      done: `${name} opens nothing any more.`,
    });
    return done !== undefined;
  }
}
