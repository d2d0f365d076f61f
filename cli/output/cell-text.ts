import type { CellKind } from './column.ts';
import { toLocalInstant } from './local-instant.ts';

/** A value as a cell of a table for people; what is not there is empty. */
export function cellText(value: unknown, kind: CellKind, timeZone: string): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return plain(kind === 'instant' ? toLocalInstant(value, timeZone) : value);
  if (typeof value === 'number') return numberText(value, kind);
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) return value.map((item) => cellText(item, kind, timeZone)).join(', ');
  return plain(JSON.stringify(value));
}

function numberText(value: number, kind: CellKind): string {
  if (kind === 'index') return value.toFixed(4);
  if (kind === 'share') return `${(value * 100).toFixed(1)} %`;
  if (kind === 'duration') return durationText(value);
  return String(value);
}

/** Milliseconds in the two largest units that say something. */
function durationText(ms: number): string {
  if (Math.abs(ms) < 1000) return `${ms} ms`;
  const seconds = Math.round(ms / 1000);
  if (Math.abs(seconds) < 60) return `${seconds} s`;
  const minutes = Math.trunc(seconds / 60);
  if (Math.abs(minutes) < 60) return `${minutes} min ${Math.abs(seconds % 60)} s`;
  return `${Math.trunc(minutes / 60)} h ${Math.abs(minutes % 60)} min`;
}

/** What others have written must not steer the terminal. */
export function plain(text: string): string {
  return text.replaceAll(/\p{Cc}+/gu, ' ');
}
