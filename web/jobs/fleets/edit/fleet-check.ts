import { computed, effect, inject, Injectable, resource, signal } from '@angular/core';
import type { FleetPreviewView } from '../../../../shared/contracts/http/fleets.ts';
import { previewFleet } from '../../../../shared/contracts/http/operation-paths.ts';
import { Api } from '../../../api/api.ts';
import { CallFailed, messageOf } from '../../../api/problem.ts';
import { sameJson } from '../../../kit/json/json.ts';
import { lastValue } from '../../../kit/resources/last-value.ts';
import { settled } from '../../../kit/settled/settled.ts';
import type { Fault } from '../../edit/draft/field-faults.ts';
import type { Definition } from '../../edit/fields/field.ts';

/** How long somebody has to rest before the server is asked. */
const REST_MS = 700;
/** Where all models take longer than this to look at, they are when somebody asks for it. */
const SLOW_MS = 3000;

export interface FleetRequest {
  readonly fleetId: string;
  readonly definition: Definition;
}

/** What was said of a definition: what it would do, or why it would be refused. */
interface Said {
  readonly of: FleetRequest;
  readonly preview: FleetPreviewView | undefined;
  readonly faults: readonly Fault[];
}

/** What the server would do with the fleet that is being written: nothing is written. Provided by the editor. */
@Injectable()
export class FleetCheck {
  readonly #api = inject(Api);
  readonly #request = signal<FleetRequest | undefined>(undefined);
  readonly #asked = signal<FleetRequest | undefined>(undefined);
  readonly #isSlow = signal(false);
  readonly #resting = settled(() => this.#request(), REST_MS);

  readonly #check = resource({
    params: () => this.#asked(),
    loader: ({ params, abortSignal }) => this.#look(params, abortSignal),
  });
  readonly #said = lastValue(this.#check);

  readonly isLooking = computed(() => this.#check.isLoading());
  readonly preview = computed(() => this.#said()?.preview);
  readonly faults = computed(() => this.#said()?.faults ?? []);
  readonly failure = computed(() => {
    const error = this.#check.error();
    return error === undefined ? undefined : messageOf(error.cause ?? error);
  });
  /** Whether that is said of what stands in the form now. */
  readonly isCurrent = computed(
    () => !this.isLooking() && this.failure() === undefined && sameJson(this.#said()?.of, this.#request()),
  );
  /** Whether somebody has to ask for it. */
  readonly isAsked = computed(() => this.#isSlow() && !this.isCurrent());

  constructor() {
    effect(() => {
      const request = this.#resting();
      if (!this.#isSlow()) this.#asked.set(request);
    });
  }

  /** What is to be looked at once it rests; undefined: too little is known. */
  write(request: FleetRequest | undefined): void {
    if (!sameJson(request, this.#request())) this.#request.set(request);
  }

  now(): void {
    const request = this.#request();
    if (sameJson(request, this.#asked())) this.#check.reload();
    else this.#asked.set(request);
  }

  async #look(of: FleetRequest, abortSignal: AbortSignal): Promise<Said> {
    const { fleetId, definition: body } = of;
    const begunAt = performance.now();
    try {
      const preview = await this.#api.read<FleetPreviewView>(previewFleet, {
        ...{ path: { fleetId }, body, abortSignal },
      });
      this.#isSlow.set(performance.now() - begunAt > SLOW_MS);
      return { of, preview, faults: [] };
    } catch (error) {
      const faults = error instanceof CallFailed ? (error.problem?.errors ?? []) : [];
      if (faults.length === 0) throw error;
      return { of, preview: undefined, faults };
    }
  }
}
