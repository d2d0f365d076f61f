import {
  ChangeDetectionStrategy,
  Component,
  computed,
  effect,
  input,
  linkedSignal,
  type Resource,
} from '@angular/core';
import { Icon } from '../icon/icon.ts';
import { loadFailure, type LoadFailure } from './load-failure.ts';

/** What may be there again by itself is asked for again after so long. */
const AGAIN_AFTER_MS = 10_000;

/**
 * What stands where something will be shown: lines in its place while it is read; when it could not be read, why, and
 * how to go on; it is read again by itself where that may help. For
 * `@if (thing.hasValue()) { … } @else { <ek-load-state [of]="thing" what="the job" /> }`.
 */
@Component({
  selector: 'ek-load-state',
  imports: [Icon],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './load-state.html',
  styleUrl: './load-state.css',
})
export class LoadState {
  readonly of = input.required<Resource<unknown> & { reload(): boolean }>();
  /** With its article, as in "the job". */
  readonly what = input.required<string>();
  /** How many lines stand in its place. */
  readonly lines = input(4);

  protected readonly isTrying = computed(() => this.of().isLoading());

  /** What failed for the time being stays said while it is tried again: it is not to come and go, nor to be read out anew. */
  protected readonly failure = linkedSignal<
    { error: Error | undefined; isTrying: boolean; what: string },
    LoadFailure | undefined
  >({
    source: () => ({ error: this.of().error(), isTrying: this.isTrying(), what: this.what() }),
    computation: ({ error, isTrying, what }, previous) => {
      if (error !== undefined) return loadFailure(error, what);
      const former = previous?.value;
      return isTrying && former?.isTemporary === true ? former : undefined;
    },
  });

  protected readonly places = computed(() => Array.from({ length: this.lines() }, (_, index) => index));

  constructor() {
    effect((onCleanup) => {
      const { of, failure } = { of: this.of(), failure: this.failure() };
      if (failure?.isTemporary !== true || this.isTrying()) return;
      const timer = setTimeout(() => of.reload(), AGAIN_AFTER_MS);
      onCleanup(() => {
        clearTimeout(timer);
      });
    });
  }
}
