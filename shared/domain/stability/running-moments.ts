import type { Moments } from './sample-counts.ts';

/** All that is known of the values so far, to go on from there with the same result to the last bit. */
export interface OpenMoments {
  readonly weight: number;
  readonly mean: number;
  readonly squaredDeviations: number;
  /** The open block: for how many values, its origin, how many there are, their weight and their weighted differences. */
  readonly capacity: number;
  readonly origin: number;
  readonly length: number;
  readonly blockWeight: number;
  readonly sum: number;
  readonly sumOfSquares: number;
}

const FIRST_BLOCK = 8;
const LARGEST_BLOCK = 1_024;

/**
 * Mean and sum of squared deviations in one pass. Values are summed in blocks, as differences from the mean so far,
 * so that no digits cancel, and a block is merged by the formula of Chan, Golub and LeVeque (1979). The first blocks
 * are short: one odd value at the start must not set the origin for many. A block is a number of values, not of a
 * batch's rows: however a file is cut, the result is the same to the last bit.
 */
export class RunningMoments {
  #weight = 0;
  #mean = 0;
  #squaredDeviations = 0;
  #capacity = FIRST_BLOCK;
  #origin = 0;
  #length = 0;
  #blockWeight = 0;
  #sum = 0;
  #sumOfSquares = 0;

  /** Goes on from what another had. */
  static resume(open: OpenMoments): RunningMoments {
    const moments = new RunningMoments();
    moments.#weight = open.weight;
    moments.#mean = open.mean;
    moments.#squaredDeviations = open.squaredDeviations;
    moments.#capacity = open.capacity;
    moments.#origin = open.origin;
    moments.#length = open.length;
    moments.#blockWeight = open.blockWeight;
    moments.#sum = open.sum;
    moments.#sumOfSquares = open.sumOfSquares;
    return moments;
  }

  /** What another needs to go on from here. */
  toOpen(): OpenMoments {
    return {
      weight: this.#weight,
      mean: this.#mean,
      squaredDeviations: this.#squaredDeviations,
      capacity: this.#capacity,
      origin: this.#origin,
      length: this.#length,
      blockWeight: this.#blockWeight,
      sum: this.#sum,
      sumOfSquares: this.#sumOfSquares,
    };
  }

  /** Takes one value; NaN and an infinite one have no share in a mean, nor has a weight of 0. */
  add(value: number, weight: number): void {
    if (value - value !== 0 || weight === 0) return;
    if (this.#length === 0) this.#origin = this.#weight === 0 ? value : this.#mean;
    const difference = value - this.#origin;
    const weighted = weight * difference;
    this.#sum += weighted;
    this.#sumOfSquares += weighted * difference;
    this.#blockWeight += weight;
    this.#length += 1;
    if (this.#length === this.#capacity) this.#closeBlock();
  }

  /** Takes `values[0, length)` with a weight of 1 each: bit for bit what `add` makes of them. */
  addAll(values: Float64Array, length: number): void {
    for (let at = 0; at < length;) {
      if (this.#length === 0) {
        this.add(Number(values[at]), 1);
        at += 1;
      } else {
        at = this.#fillBlock(values, at, length);
      }
    }
  }

  /** Undefined without values, and where their squares are beyond what a double holds. */
  finish(): Moments | undefined {
    this.#closeBlock();
    const moments = { count: this.#weight, mean: this.#mean, squaredDeviations: this.#squaredDeviations };
    return this.#weight > 0 && Object.values(moments).every(Number.isFinite) ? moments : undefined;
  }

  #fillBlock(values: Float64Array, from: number, length: number): number {
    const origin = this.#origin;
    let sum = this.#sum;
    let sumOfSquares = this.#sumOfSquares;
    const free = this.#capacity - this.#length;
    let room = free;
    let at = from;
    for (; at < length && room > 0; at += 1) {
      const value = Number(values[at]);
      if (value - value !== 0) continue;
      const difference = value - origin;
      sum += difference;
      sumOfSquares += difference * difference;
      room -= 1;
    }
    this.#sum = sum;
    this.#sumOfSquares = sumOfSquares;
    const added = free - room;
    this.#blockWeight += added;
    this.#length += added;
    if (room === 0) this.#closeBlock();
    return at;
  }

  #closeBlock(): void {
    if (this.#length === 0) return;
    const earlier = this.#weight;
    const weight = earlier + this.#blockWeight;
    // From the block's origin, which is the mean so far unless this is the first block.
    const shift = this.#sum / this.#blockWeight;
    const within = Math.max(0, this.#sumOfSquares - this.#sum * shift);
    this.#mean = earlier === 0 ? this.#origin + shift : this.#mean + shift * (this.#blockWeight / weight);
    this.#squaredDeviations += within + shift * shift * ((earlier / weight) * this.#blockWeight);
    this.#weight = weight;
    this.#capacity = Math.min(LARGEST_BLOCK, this.#capacity * 2);
    this.#length = 0;
    this.#blockWeight = 0;
    this.#sum = 0;
    this.#sumOfSquares = 0;
  }
}
