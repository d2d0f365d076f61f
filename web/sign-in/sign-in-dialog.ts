import { DialogRef } from '@angular/cdk/dialog';
import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { SignIn } from './sign-in.ts';

/** Asks anew over a screen that stays as it is, with what is typed there. */
@Component({
  selector: 'ek-sign-in-dialog',
  imports: [SignIn],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `<ek-sign-in [isAgain]="true" (signedIn)="dialog.close()" />`,
  styles: `
    :host {
      display: block;
      width: min(400px, calc(100vw - 32px));
      border-radius: var(--radius-l);
      box-shadow: var(--shadow-raised);
    }
  `,
})
export class SignInDialog {
  protected readonly dialog = inject(DialogRef);
}
