import { computed, DestroyRef, inject, Service, signal } from '@angular/core';
import type { IconName } from '../icon/icons.ts';

/** Something that can be done from the command palette. */
export interface Command {
  /** Unique among those that are there at the same time. */
  readonly id: string;
  readonly label: string;
  /** Under which it stands, as in "Go to" or "This job". */
  readonly group: string;
  readonly icon: IconName;
  /** Further words by which it is found. */
  readonly keywords?: string;
  run(): void | Promise<void>;
}

/** What the command palette offers at the moment: the shell's commands, and those of the screen that is open. */
@Service()
export class Commands {
  readonly #groups = signal<readonly (() => readonly Command[])[]>([]);

  readonly all = computed(() => this.#groups().flatMap((commands) => commands()));

  /** Offers commands until the component that asks is destroyed. Called in its constructor. */
  offer(commands: () => readonly Command[], destroyRef = inject(DestroyRef)): void {
    this.#groups.update((groups) => [commands, ...groups]);
    destroyRef.onDestroy(() => {
      this.#groups.update((groups) => groups.filter((group) => group !== commands));
    });
  }
}
