import {
  ChangeDetectionStrategy,
  Component,
  computed,
  inject,
  input,
  output,
  resource,
  signal,
} from '@angular/core';
import { Router } from '@angular/router';
import { Icon } from '../kit/icon/icon.ts';
import { LoadState } from '../kit/states/load-state.ts';
import { SignIns } from './sign-ins.ts';

/** Asks who somebody is, by the ways that this Evenkeel knows. */
@Component({
  selector: 'ek-sign-in',
  imports: [Icon, LoadState],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './sign-in.html',
  styleUrl: './sign-in.css',
})
export class SignIn {
  readonly #router = inject(Router);
  readonly #signIns = inject(SignIns);

  /** Whether somebody was signed in, whose screen waits behind this one. */
  readonly isAgain = input(false);
  readonly signedIn = output();

  protected readonly token = signal('');
  protected readonly busy = signal<'entra' | 'token' | undefined>(undefined);
  protected readonly fault = this.#signIns.fault;

  protected readonly ways = resource({ loader: () => this.#signIns.ways() });
  protected readonly hasEntra = computed(
    () => this.ways.hasValue() && this.ways.value().methods.some(({ type }) => type === 'entra'),
  );

  protected async leave(): Promise<void> {
    this.busy.set('entra');
    await this.#signIns.leaveForEntra(this.#router.url);
    // Still here: it could not be begun, which the fault says.
    if (this.fault() !== undefined) this.busy.set(undefined);
  }

  protected async bring(): Promise<void> {
    const token = this.token().trim();
    if (token === '' || this.busy() !== undefined) return;
    this.busy.set('token');
    const isBelieved = await this.#signIns.bring(token);
    this.busy.set(undefined);
    if (!isBelieved) return;
    this.token.set('');
    this.signedIn.emit();
  }
}
