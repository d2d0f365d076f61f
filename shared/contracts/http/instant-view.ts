import { z } from 'zod';

/** An instant in an answer: ISO 8601, UTC. */
export const instantView = z.iso.datetime();
