import { ChangeDetectionStrategy, Component, inject, input, output } from '@angular/core';
import type { MeView } from '../../shared/contracts/http/me.ts';
import { CopyButton } from '../kit/copy/copy-button.ts';
import { EmptyState } from '../kit/states/empty-state.ts';
import { SignIns } from './sign-ins.ts';

/** For somebody who is known and may do nothing: says so, and what an administrator has to be told. */
@Component({
  selector: 'ek-without-rights',
  imports: [CopyButton, EmptyState],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <h1 class="visually-hidden" tabindex="-1">No access yet</h1>
    <ek-empty title="You are signed in, and may not see anything yet" icon="key">
      <p>
        {{ me().name }} has no grant in any value stream. Ask an administrator of this Evenkeel for one, and
        give them this id:
      </p>
      <p class="id">
        <code>{{ me().id }}</code> <ek-copy-button [text]="me().id" what="your id" [isQuiet]="true" />
      </p>
      <p class="line">
        <button type="button" class="button primary" (click)="again.emit()">Look again</button>
        <button type="button" class="button" (click)="signOut()">Sign out</button>
      </p>
      <p>A grant counts within 30 s of being given; an app role at the next sign-in.</p>
    </ek-empty>
  `,
  styles: `
    p {
      margin-top: 10px;
    }
    .id {
      overflow-wrap: anywhere;
      color: var(--ink);
    }
    .line {
      justify-content: center;
    }
  `,
})
export class WithoutRights {
  readonly #signIns = inject(SignIns);

  readonly me = input.required<MeView>();
  /** Whether there is a grant by now is to be asked. */
  readonly again = output();

  protected signOut(): void {
    this.#signIns.signOut();
  }
}
