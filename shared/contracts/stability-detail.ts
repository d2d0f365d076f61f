import { z } from 'zod';
import { stabilityDetail } from './stability-result.ts';

/** Conventions have had other rules at times, but always a name and a version. */
const named = z.object({ convention: z.looseObject({ name: z.string(), version: z.number() }) });

const detail = stabilityDetail.and(named);

/** Reads the text of a run's detail blob. Throws when it is no JSON, or not of this form. */
export function readStabilityDetail(text: string): z.output<typeof detail> {
  return detail.parse(JSON.parse(text));
}
