import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../..');

/** The folder of reference data beside the repository, or where EVENKEEL_REFERENCE_DATA says. */
export const referenceFolder = process.env['EVENKEEL_REFERENCE_DATA'] ?? join(ROOT, '../shared/data');

export const hasReferenceData = existsSync(join(referenceFolder, 'expected.json'));

/** Put into the name of a suite that needs the data, so that a skipped one says why. */
export const referenceDataNote = hasReferenceData
  ? 'reference data'
  : `reference data: skipped, no ${referenceFolder}; set EVENKEEL_REFERENCE_DATA`;

export function readReferenceFile(name: string): Uint8Array {
  return readFileSync(join(referenceFolder, name));
}

/** Parsed JSON, where the strings 'Infinity' and 'NaN' stay strings. */
export function readReferenceJson(name: string): unknown {
  const parsed: unknown = JSON.parse(readFileSync(join(referenceFolder, name), 'utf8'));
  return parsed;
}
