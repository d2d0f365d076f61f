import { driveOperations } from '../contract/drive-operations.ts';
import { fuzzSql } from './cosmos/fuzz-sql.ts';
import { fuzzCsv } from './csv/fuzz-csv.ts';
import { fuzzOrchestrations } from './functions-host/fuzz-orchestrations.ts';
import { fuzzMessages } from './service-bus/fuzz-messages.ts';
import type { Fuzzer } from './run-fuzzer.ts';

const ORCHESTRATIONS_PER_KILL = 24;

export const FUZZERS: readonly Fuzzer[] = [
  {
    ...{ name: 'sql', unit: 'queries', defaultCases: 20_000, slice: 1_000, seedStride: 1_000 },
    run: (seed, cases) => {
      fuzzSql(seed, cases);
    },
  },
  {
    ...{ name: 'messages', unit: 'operations', defaultCases: 20_000, slice: 1_000, seedStride: 1 },
    run: (seed, cases) => {
      fuzzMessages(seed, cases);
    },
  },
  {
    ...{ name: 'orchestrations', unit: 'orchestrations', defaultCases: 960, slice: 96, seedStride: 1 },
    run: async (seed, cases) => {
      const { wrong } = await fuzzOrchestrations(seed, cases, Math.ceil(cases / ORCHESTRATIONS_PER_KILL));
      if (wrong.length > 0) throw new Error(wrong.join('\n'));
    },
  },
  {
    ...{ name: 'csv', unit: 'files', defaultCases: 20_000, slice: 5_000, seedStride: 1 },
    run: (seed, cases) => {
      fuzzCsv(seed, cases);
    },
  },
  {
    ...{ name: 'api', unit: 'requests', defaultCases: 20_000, slice: 2_000, seedStride: 1 },
    run: async (seed, cases) => {
      await driveOperations(seed, cases);
    },
  },
];
