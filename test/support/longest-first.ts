import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Seconds that test files take, of those that take more than three. The rest follow in any order: so no long file is
 * left to run alone at the end. What the last run took is known only where there was one, which on a fresh clone there
 * was not; a file that is missing here costs time, nothing else.
 */
const SECONDS: Readonly<Record<string, number>> = {
  'collections/collections': 18,
  'dispatchers/two-dispatchers': 17,
  'e2e/killed-process': 16,
  'e2e/data-sources': 14,
  'simulation/simulation': 13,
  'e2e/demo': 12,
  'e2e/report-collection': 26,
  'e2e/policies': 24,
  'e2e/after': 11,
  'e2e/collected-report': 8,
  'e2e/flood': 8,
  'e2e/contract': 7,
  'local/functions-host/random-kills': 7,
  'e2e/telemetry': 7,
  'e2e/whole-path': 7,
  'e2e/alerts': 6,
  'bench/schedule/run-case': 6,
  'local/emulators/main': 5,
  'local/cosmos/kill/kill': 5,
  'local/service-bus/kill/kill': 5,
  'application/interrupted-collection': 5,
  'contract/drive-operations': 5,
  'contract/openapi-valid': 4,
  'simulation/guards': 4,
  'e2e/watch': 4,
  'e2e/snowflake': 4,
  'e2e/fair-dispatch': 4,
  'domain/simulation/simulate-job-properties': 4,
};

/** Those whose files are long first: what needs whole processes, then pages, then servers, then values in memory. */
const PROJECTS = ['processes', 'browser', 'servers', 'in-memory'];

/** Runs the longest files first, and the files of a project in a row, since they share processes. */
export default class LongestFirst extends BaseSequencer {
  override async sort(files: readonly TestSpecification[]): Promise<TestSpecification[]> {
    return files.toSorted(
      (one, other) =>
        placeOf(one) - placeOf(other) || secondsOf(other) - secondsOf(one) || byName(one, other),
    );
  }
}

function placeOf({ project }: TestSpecification): number {
  return PROJECTS.indexOf(project.name);
}

function secondsOf({ moduleId }: TestSpecification): number {
  const name = /\/test\/(.*)\.test\.ts$/.exec(moduleId)?.[1] ?? '';
  return SECONDS[name] ?? 1;
}

function byName(one: TestSpecification, other: TestSpecification): number {
  return one.moduleId < other.moduleId ? -1 : 1;
}
