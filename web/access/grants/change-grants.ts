import { Dialog } from '@angular/cdk/dialog';
import { inject, Service } from '@angular/core';
import { firstValueFrom } from 'rxjs';
import type { PrincipalGrantsView } from '../../../shared/contracts/http/grants.ts';
import { deleteGrants, readGrants, saveGrants } from '../../../shared/contracts/http/operation-paths.ts';
import { Api } from '../../api/api.ts';
import { Confirm } from '../../kit/feedback/confirm.ts';
import { Perform } from '../../kit/feedback/perform.ts';
import { grantInWords, reasonHeader } from '../grant-words.ts';
import { GrantsDialog, type GrantsAnswer, type GrantsQuestion } from './grants-dialog.ts';

/** Gives, replaces and takes grants; each says what became of it. */
@Service()
export class ChangeGrants {
  readonly #api = inject(Api);
  readonly #confirm = inject(Confirm);
  readonly #dialog = inject(Dialog);
  readonly #perform = inject(Perform);

  /** Whether somebody who has none is given grants now. */
  async give(): Promise<boolean> {
    const answer = await this.#ask({ present: undefined });
    if (answer === undefined) return false;
    // Without a version it only makes: grants that somebody else has given meanwhile are left alone.
    return this.#save(answer, {});
  }

  /** Whether the grants that are there now were replaced. */
  async edit(principal: string): Promise<boolean> {
    const read = await this.#perform.run(() => this.#read(principal));
    if (read?.body === undefined || read.body === null) return false;
    const answer = await this.#ask({ present: read.body });
    if (answer === undefined) return false;
    return this.#save(answer, read.etag === undefined ? {} : { ifMatch: read.etag });
  }

  /** Whether all grants were taken. `undone`: they have been given back. */
  async remove(of: PrincipalGrantsView, undone: () => void): Promise<boolean> {
    const { principal, description, grants } = of;
    const answer = await this.#confirm.ask({
      title: `Take ${description ?? principal} all grants?`,
      consequences: [
        `It is not ${grants.map(grantInWords).join(', not ')} any more, within 30 s.`,
        'What app roles in the token give stays.',
      ],
      confirm: 'Take the grants',
      ...{ isDangerous: true, reason: 'required' },
    });
    if (answer === undefined) return false;
    const read = await this.#perform.run(() => this.#read(principal));
    if (read === undefined) return false;
    const call = { path: { principal }, headers: reasonHeader(answer.reason) };
    const done = await this.#perform.run(
      () =>
        this.#api.call(deleteGrants, { ...call, ...(read.etag === undefined ? {} : { ifMatch: read.etag }) }),
      {
        done: `${description ?? principal} has no grants any more.`,
        undo: {
          label: 'Undo',
          run: async () => {
            const body = { ...(description === undefined ? {} : { description }), grants };
            await this.#api.call(saveGrants, { path: { principal }, body });
            undone();
          },
        },
      },
    );
    return done !== undefined;
  }

  async #read(principal: string) {
    return this.#api.call<PrincipalGrantsView>(readGrants, { path: { principal } });
  }

  async #save(
    { principal, description, grants, reason }: GrantsAnswer,
    version: { readonly ifMatch?: string },
  ): Promise<boolean> {
    const body = { ...(description === '' ? {} : { description }), grants };
    const call = { path: { principal }, body, headers: reasonHeader(reason), ...version };
    const saved = await this.#perform.run(() => this.#api.call(saveGrants, call), {
      done: `${description === '' ? principal : description}: ${grants.map(grantInWords).join(', ')}.`,
    });
    return saved !== undefined;
  }

  async #ask(question: GrantsQuestion): Promise<GrantsAnswer | undefined> {
    const dialog = this.#dialog.open<GrantsAnswer, GrantsQuestion, GrantsDialog>(GrantsDialog, {
      data: question,
      ariaModal: true,
      ariaLabelledBy: 'ek-grants-title',
      autoFocus: 'input, select',
    });
    return firstValueFrom(dialog.closed);
  }
}
