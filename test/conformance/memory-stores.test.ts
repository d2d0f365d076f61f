import { describe } from 'vitest';
import { MemoryJobs, MemoryJobStore, MemoryRunStore } from '../support/memory/memory-jobs.ts';
import { describeJobAndRunStore } from './job-store.ts';

describe('MemoryJobStore and MemoryRunStore', () => {
  describeJobAndRunStore(async () => {
    const memory = new MemoryJobs();
    return { jobs: new MemoryJobStore(memory), runs: new MemoryRunStore(memory) };
  });
});
