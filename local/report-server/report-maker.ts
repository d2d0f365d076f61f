import type { LoadSchedule } from './load-schedule.ts';

/** A report that has been asked for: its place in its resource's sequence, and how much work stands before it. */
export interface Making {
  readonly resource: string;
  /** From 1, in the order in which the reports of this resource were asked for. */
  readonly sequence: number;
  /** It is made once the server has worked so long; later requests of the resource move it. */
  madeAtWorkMs: number;
}

export interface ResourceStats {
  readonly requests: number;
  readonly inFlight: number;
  readonly worstOverlap: number;
}

export interface MakerStats {
  /** Reports that were asked for and are not made yet. */
  readonly inFlight: number;
  /** The most that have ever been in flight at once, of all resources together. */
  readonly worstOverlap: number;
  readonly resources: Readonly<Record<string, ResourceStats>>;
}

interface Resource {
  readonly name: string;
  requests: number;
  worstOverlap: number;
  making: Making[];
}

/** Decides when each report is made, from the instants at which reports were asked for. */
export class ReportMaker {
  readonly #load: LoadSchedule;
  readonly #makeMs: number;
  readonly #resources = new Map<string, Resource>();
  /** Those with reports in the making: arrivals need not look at all resources that there ever were. */
  readonly #busy = new Set<Resource>();
  #inFlight = 0;
  #worstOverlap = 0;
  /** No report is made before the server has worked so long. */
  #nextMadeAtWorkMs = Infinity;

  constructor(load: LoadSchedule, makeMs: number) {
    this.#load = load;
    this.#makeMs = makeMs;
  }

  /**
   * Takes a request in. At ease each report takes `makeMs`, and every further one of the same resource delays all
   * that are in the making by as much. What is asked for under heavy load is queued: one after the other.
   */
  ask(name: string, at: number): Making {
    this.#settle(at);
    const resource = this.#resourceOf(name);
    resource.requests += 1;
    const madeAtWorkMs = this.#load.isHeavyAt(at) ? this.#queue(resource, at) : this.#crowd(resource, at);
    const making = { resource: name, sequence: resource.requests, madeAtWorkMs };
    resource.making.push(making);
    this.#busy.add(resource);
    this.#nextMadeAtWorkMs = Math.min(this.#nextMadeAtWorkMs, madeAtWorkMs);
    this.#inFlight += 1;
    resource.worstOverlap = Math.max(resource.worstOverlap, resource.making.length);
    this.#worstOverlap = Math.max(this.#worstOverlap, this.#inFlight);
    return making;
  }

  isMade({ madeAtWorkMs }: Making, at: number): boolean {
    return madeAtWorkMs <= this.#load.workedMsAt(at);
  }

  /** When it is made if nothing else is asked for; epoch milliseconds. */
  madeAt({ madeAtWorkMs }: Making): number {
    return this.#load.instantOf(madeAtWorkMs);
  }

  stats(at: number): MakerStats {
    this.#settle(at);
    const resources = Array.from(this.#resources.values(), (resource) => {
      const { name, requests, worstOverlap, making } = resource;
      return [name, { requests, inFlight: making.length, worstOverlap }] as const;
    });
    return {
      inFlight: this.#inFlight,
      worstOverlap: this.#worstOverlap,
      resources: Object.fromEntries(resources),
    };
  }

  #queue({ making }: Resource, at: number): number {
    const before = making.map(({ madeAtWorkMs }) => madeAtWorkMs);
    return Math.max(this.#load.workedMsAt(at), ...before) + this.#makeMs;
  }

  #crowd({ making }: Resource, at: number): number {
    for (const other of making) other.madeAtWorkMs += this.#makeMs;
    return this.#load.workedMsAt(at) + (making.length + 1) * this.#makeMs;
  }

  /** Takes out of the counts what has been made by now. */
  #settle(at: number): void {
    const workedMs = this.#load.workedMsAt(at);
    if (workedMs < this.#nextMadeAtWorkMs) return;
    this.#inFlight = 0;
    this.#nextMadeAtWorkMs = Infinity;
    for (const resource of this.#busy) {
      resource.making = resource.making.filter(({ madeAtWorkMs }) => madeAtWorkMs > workedMs);
      if (resource.making.length === 0) this.#busy.delete(resource);
      this.#inFlight += resource.making.length;
      for (const { madeAtWorkMs } of resource.making) {
        this.#nextMadeAtWorkMs = Math.min(this.#nextMadeAtWorkMs, madeAtWorkMs);
      }
    }
  }

  #resourceOf(name: string): Resource {
    const known = this.#resources.get(name);
    if (known !== undefined) return known;
    const resource = { name, requests: 0, worstOverlap: 0, making: [] };
    this.#resources.set(name, resource);
    return resource;
  }
}
