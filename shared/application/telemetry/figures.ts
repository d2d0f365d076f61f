import { createReadStreams, figuresParts, type FiguresDependencies } from './figures-parts.ts';
import { createGatherFigures, type Gathered } from './gather-figures.ts';

/** A scraper waits ten seconds by default. */
const PART_WITHIN_MS = 5_000;

/** Reads all figures that are in the store. */
export function createFigures(dependencies: FiguresDependencies): () => Promise<Gathered> {
  const { clock, log, limits } = dependencies.statistics;
  return createGatherFigures({
    parts: figuresParts(dependencies),
    streams: createReadStreams(dependencies.statistics),
    mostStreams: limits.valueStreams,
    ...{ clock, log, timeoutMs: PART_WITHIN_MS },
  });
}
