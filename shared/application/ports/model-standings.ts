import type { ModelStanding } from '../../domain/model/model-standing.ts';
import type { StabilityBand } from '../../domain/stability/stability-band.ts';
import type { Page, PageRequest } from './versioned.ts';

/** What a list of standings is narrowed by; what is left out does not narrow it. */
export interface StandingFilter {
  readonly valueStream?: string;
  /** Models in one of these value streams: those that the caller may see. */
  readonly valueStreams?: readonly string[];
  readonly band?: StabilityBand;
  readonly alarm?: boolean;
  /** Only those that somebody should look at. */
  readonly isDrifting?: true;
  /** Measured at this instant (epoch ms) or later. */
  readonly measuredFrom?: number;
}

/** By id, or those with the highest PSI first: those without one last, of equal ones the last id first. */
export type StandingOrder = 'modelId' | '-psi';

/**
 * Holds for each model what the measurement of its latest slot says. A model that was measured before standings were kept
 * has none until it is measured again. Every method may throw Unavailable.
 */
export interface ModelStandings {
  /** Keeps a standing, unless one of a later slot is kept: said twice, late or by two at once, the latest slot's stays. */
  keep(standing: ModelStanding): Promise<void>;

  /** Throws InvalidInput for a cursor that a page of another filter or order gave; `valueStreams` may change. */
  list(filter: StandingFilter, request: PageRequest, order: StandingOrder): Promise<Page<ModelStanding>>;

  count(filter: StandingFilter): Promise<number>;
}
