import { signal } from '@angular/core';
import type { Unfolding } from './row-window.ts';

/** Which rows are unfolded, by their keys, and how tall their details are. */
export class Unfoldings {
  readonly #open = signal<ReadonlySet<string>>(new Set());
  readonly #heights = signal<ReadonlyMap<string, number>>(new Map());

  has(key: string): boolean {
    return this.#open().has(key);
  }

  toggle(key: string, isUnfolded = !this.#open().has(key)): void {
    this.#open.update((open) => {
      const next = new Set(open);
      if (isUnfolded) next.add(key);
      else next.delete(key);
      return next;
    });
  }

  /** Notes how tall the details are that were drawn, px. */
  measured(key: string, height: number): void {
    if (this.#heights().get(key) === height) return;
    this.#heights.update((heights) => new Map(heights).set(key, height));
  }

  /** By their places among the rows. */
  among(keys: () => readonly string[]): readonly Unfolding[] {
    const open = this.#open();
    if (open.size === 0) return [];
    return keys().flatMap((key, index) =>
      open.has(key) ? [{ index, height: this.#heights().get(key) ?? 0 }] : [],
    );
  }
}
