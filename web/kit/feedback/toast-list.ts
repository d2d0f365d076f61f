import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { messageOf } from '../../api/problem.ts';
import { Icon } from '../icon/icon.ts';
import { Toasts, type Toast } from './toasts.ts';

/** The toasts, at the foot of the page; screen readers say them as they come. */
@Component({
  selector: 'ek-toast-list',
  imports: [Icon],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './toast-list.html',
  styleUrl: './toast-list.css',
})
export class ToastList {
  protected readonly toasts = inject(Toasts);

  protected async act({ id, action }: Toast): Promise<void> {
    this.toasts.close(id);
    try {
      await action?.run();
    } catch (error) {
      this.toasts.fault(messageOf(error));
    }
  }
}
