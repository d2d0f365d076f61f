import type { OrchestratorReplay, ReplayRequest, ReplayResult } from './replay.ts';

/** Which orchestrations this app carries on, as `extensions.durableTask` of host.json has it. */
export interface VersionRules {
  /** What orchestrations are given when they are started without a version; undefined gives them none. */
  readonly defaultVersion: string | undefined;
  /** `None` carries on all, `Strict` those of the default version, `CurrentOrOlder` those of no later one. */
  readonly versionMatchStrategy: 'None' | 'Strict' | 'CurrentOrOlder';
  /** `Reject` leaves the others for an app that knows them, `Fail` ends them. */
  readonly versionFailureStrategy: 'Reject' | 'Fail';
}

/** Whether an orchestration of this version is carried on by the app. */
export function isRunnable(version: string | undefined, rules: VersionRules): boolean {
  switch (rules.versionMatchStrategy) {
    case 'None':
      return true;
    case 'Strict':
      return compareVersions(version, rules.defaultVersion) === 0;
    case 'CurrentOrOlder':
      return compareVersions(version, rules.defaultVersion) <= 0;
  }
}

/**
 * Orders versions as the platform does: none is before any; two to four numbers with points between them by their
 * numbers; everything else as text, whatever its case.
 */
export function compareVersions(one = '', other = ''): number {
  const [numbers, otherNumbers] = [numbersOf(one), numbersOf(other)];
  return numbers === undefined || otherNumbers === undefined
    ? compareTexts(one.toLowerCase(), other.toLowerCase())
    : compareNumbers(numbers, otherNumbers);
}

function numbersOf(version: string): readonly number[] | undefined {
  return /^\d+(\.\d+){1,3}$/.test(version) ? version.split('.').map(Number) : undefined;
}

function compareTexts(one: string, other: string): number {
  return one === other ? 0 : one < other ? -1 : 1;
}

function compareNumbers(one: readonly number[], other: readonly number[]): number {
  for (let index = 0; index < 4; index += 1) {
    // A number that is left out is before 0.
    const difference = (one[index] ?? -1) - (other[index] ?? -1);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Fails the orchestrations that the app does not carry on, where that is asked for. */
export class VersionGuard implements OrchestratorReplay {
  readonly #inner: OrchestratorReplay;
  readonly #rules: VersionRules;

  constructor(inner: OrchestratorReplay, rules: VersionRules) {
    this.#inner = inner;
    this.#rules = rules;
  }

  async replay(request: ReplayRequest): Promise<ReplayResult> {
    const { version } = request.instance;
    if (isRunnable(version, this.#rules)) return this.#inner.replay(request);
    const { defaultVersion = 'none', versionMatchStrategy } = this.#rules;
    const error = `Its version is ${version ?? 'none'}; the app's is ${defaultVersion} (${versionMatchStrategy}).`;
    return { kind: 'broken', error };
  }
}
