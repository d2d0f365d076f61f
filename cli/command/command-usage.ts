import type { ParameterMeta } from './parameters.ts';

/** An argument or an option. */
export interface Parameter extends ParameterMeta {
  /** As in `jobId` of an argument, `dryRun` of an option. */
  readonly key: string;
  readonly isRequired: boolean;
}

/** A command as the usage and the completion scripts show it. */
export interface CommandUsage {
  /** As in `jobs pause`. */
  readonly name: string;
  readonly summary: string;
  /** More than the summary, for its own help: examples above all. */
  readonly details?: string;
  readonly arguments: readonly Parameter[];
  readonly options: readonly Parameter[];
}

/** `dryRun` as it is written: `--dry-run`. */
export function flagOf(key: string): string {
  return `--${key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
