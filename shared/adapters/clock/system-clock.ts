import type { Clock } from '../../application/ports/environment.ts';

/** The machine's clock. */
export class SystemClock implements Clock {
  now(): number {
    // eslint-disable-next-line no-restricted-syntax -- the one place that reads the clock
    return Date.now();
  }
}
