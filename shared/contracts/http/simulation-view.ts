import type {
  SimulatedSlot,
  SimulationResult,
  SimulationTotals,
} from '../../domain/simulation/simulation.ts';

/** A simulation as callers read it; instants are ISO 8601 UTC. */
export interface SimulationView extends Pick<SimulationResult, 'endedBy' | 'jobState'> {
  readonly endedAt: string;
  readonly totals: Omit<SimulationTotals, 'maxLatenessMs'> & { readonly maxLatenessSeconds: number };
  readonly slots: readonly SimulatedSlotView[];
}

interface SimulatedSlotView extends Pick<SimulatedSlot, 'answer' | 'why' | 'state' | 'attempts'> {
  readonly dueAt: string;
  readonly effectiveAt?: string;
  readonly startedAt?: string;
  readonly finishedAt?: string;
}

/** What callers read of a simulation. */
export function simulationView({
  slots,
  totals,
  endedBy,
  endedAt,
  jobState,
}: SimulationResult): SimulationView {
  const { maxLatenessMs, ...counts } = totals;
  return {
    ...{ endedBy, endedAt: toIso(endedAt), jobState },
    totals: { ...counts, maxLatenessSeconds: maxLatenessMs / 1000 },
    slots: slots.map(slotView),
  };
}

function slotView({ dueAt, effectiveAt, startedAt, finishedAt, ...rest }: SimulatedSlot): SimulatedSlotView {
  return {
    dueAt: toIso(dueAt),
    ...rest,
    ...(effectiveAt === undefined ? {} : { effectiveAt: toIso(effectiveAt) }),
    ...(startedAt === undefined ? {} : { startedAt: toIso(startedAt) }),
    ...(finishedAt === undefined ? {} : { finishedAt: toIso(finishedAt) }),
  };
}

function toIso(instantMs: number): string {
  return new Date(instantMs).toISOString();
}
