import { Service, signal } from '@angular/core';

/** What can be done about what a toast says, such as taking it back. */
export interface ToastAction {
  readonly label: string;
  run(): void | Promise<void>;
}

export interface Toast {
  readonly id: number;
  readonly tone: 'done' | 'fault';
  readonly text: string;
  readonly action?: ToastAction;
}

const DONE_MS = 6000;
const WITH_ACTION_MS = 12_000;

/** Says what became of what somebody did. A fault stays until it is closed. */
@Service()
export class Toasts {
  readonly #toasts = signal<readonly Toast[]>([]);
  #nextId = 1;

  readonly toasts = this.#toasts.asReadonly();

  done(text: string, action?: ToastAction): void {
    const id = this.#add({ tone: 'done', text, ...(action === undefined ? {} : { action }) });
    setTimeout(
      () => {
        this.close(id);
      },
      action === undefined ? DONE_MS : WITH_ACTION_MS,
    );
  }

  fault(text: string, action?: ToastAction): void {
    this.#add({ tone: 'fault', text, ...(action === undefined ? {} : { action }) });
  }

  close(id: number): void {
    this.#toasts.update((toasts) => toasts.filter((toast) => toast.id !== id));
  }

  #add(toast: Omit<Toast, 'id'>): number {
    const id = this.#nextId;
    this.#nextId += 1;
    this.#toasts.update((toasts) => [...toasts.slice(-3), { id, ...toast }]);
    return id;
  }
}
