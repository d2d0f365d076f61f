import { inject, Service, signal } from '@angular/core';
import { messageOf } from '../../api/problem.ts';
import { Toasts, type ToastAction } from './toasts.ts';

/** Does what somebody asked for, and says what became of it. */
@Service()
export class Perform {
  readonly #toasts = inject(Toasts);
  readonly #busy = signal(0);

  /** How many things are under way. */
  readonly busy = this.#busy.asReadonly();

  /** The work's result; undefined when it failed, which has then been said. */
  async run<T>(
    work: () => Promise<T>,
    { done, undo }: { done?: string | ((result: T) => string); undo?: ToastAction } = {},
  ): Promise<T | undefined> {
    this.#busy.update((count) => count + 1);
    try {
      const result = await work();
      if (done !== undefined) this.#toasts.done(typeof done === 'string' ? done : done(result), undo);
      return result;
    } catch (error) {
      this.#toasts.fault(messageOf(error));
      return undefined;
    } finally {
      this.#busy.update((count) => count - 1);
    }
  }
}
