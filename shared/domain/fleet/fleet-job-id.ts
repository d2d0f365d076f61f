import { isJobId, type JobId } from '../job/job-id.ts';

/** A fleet's id has no such, so that what stands before the first of them is the fleet. */
const BETWEEN = '--';

const MAX_LENGTH = 64;
const DIGITS = 12;

/**
 * The id of a fleet's job of a model: `<fleetId>--<modelId>`. A model id that a job id cannot hold, for its signs or its
 * length, is shortened and told from others by digits of its fingerprint.
 */
export function fleetJobId(fleetId: string, modelId: string, fingerprint: (text: string) => string): JobId {
  const whole = `${fleetId}${BETWEEN}${modelId}`;
  if (isJobId(whole)) return whole;
  const room = MAX_LENGTH - fleetId.length - BETWEEN.length - DIGITS - 1;
  const short = modelId.replaceAll(/[^A-Za-z0-9_-]/g, '-').slice(0, room);
  const jobId = `${fleetId}${BETWEEN}${short}-${fingerprint(modelId).slice(0, DIGITS)}`;
  if (isJobId(jobId)) return jobId;
  throw new RangeError(`'${jobId}' is no job id.`);
}
