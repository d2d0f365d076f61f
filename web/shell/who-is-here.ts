import { effect, inject, resource, Service } from '@angular/core';
import { Router } from '@angular/router';
import type { MeView } from '../../shared/contracts/http/me.ts';
import { readMe } from '../../shared/contracts/http/operation-paths.ts';
import { Api } from '../api/api.ts';
import { Live } from '../api/live.ts';
import { Session } from '../api/session.ts';
import { AskAgain } from '../sign-in/ask-again.ts';
import { SignIns } from '../sign-in/sign-ins.ts';

const AGAIN_AFTER_MS = 5000;

/** Finds out who uses the page, before anything else is shown, and asks them to sign in where that is wanted. */
@Service()
export class WhoIsHere {
  readonly #api = inject(Api);
  readonly #askAgain = inject(AskAgain);
  readonly #live = inject(Live);
  readonly #router = inject(Router);
  readonly #session = inject(Session);
  readonly #signIns = inject(SignIns);
  #answer = takeAnswer();

  readonly me = resource({ loader: () => this.#find() });

  constructor() {
    this.#signIns.resume();
    effect((onCleanup) => {
      if (this.me.error() === undefined || this.#session.isRefused()) return;
      const timer = setTimeout(() => this.me.reload(), AGAIN_AFTER_MS);
      onCleanup(() => {
        clearTimeout(timer);
      });
    });
    effect(() => {
      // The screen that is open stays as it is: somebody may have typed into it.
      if (this.#session.isRefused() && this.#session.me() !== undefined) void this.#askAnew();
    });
  }

  /** Asks the API anew, after somebody has signed in or was given a grant. */
  look(): void {
    this.me.reload();
  }

  async #askAnew(): Promise<void> {
    await this.#askAgain.ask();
    this.look();
    this.#live.renew();
  }

  async #find(): Promise<MeView> {
    await this.#takeBack();
    const me = await this.#api.read<MeView>(readMe);
    const former = this.#session.me();
    // What is in the page's memory was read by another person's rights.
    if (former !== undefined && former.id !== me.id) location.reload();
    this.#session.known(me);
    this.#live.start();
    return me;
  }

  /** Of whoever comes back from signing in: takes the answer, and leads to where they were. */
  async #takeBack(): Promise<void> {
    const answer = this.#answer;
    this.#answer = undefined;
    if (answer === undefined) return;
    const returnTo = await this.#signIns.finish(answer);
    if (returnTo !== undefined) await this.#router.navigateByUrl(returnTo, { replaceUrl: true });
  }
}

/** The answer of Entra ID in the page's address, which is taken out of it: nobody is to copy it, or to send it twice. */
function takeAnswer(): URL | undefined {
  if (location.pathname !== '/sign-in' || location.hash.length < 2) return undefined;
  const answer = new URL(location.href);
  history.replaceState(history.state, '', '/sign-in');
  return answer;
}
