import { describe } from 'vitest';
import {
  MemoryCalendarStore,
  MemoryCalendarUsage,
  MemoryScheduleStatistics,
} from '../support/memory/memory-calendars.ts';
import { MemoryJobs, MemoryJobStore, MemoryRunStore } from '../support/memory/memory-jobs.ts';
import { MemoryGateStore } from '../support/memory/memory-stores.ts';
import { describeCalendarStores } from './calendar-store.ts';
import { describeGateStore } from './gate-store.ts';
import { describeJobAndRunStore } from './job-store.ts';

describe('MemoryJobStore and MemoryRunStore', () => {
  describeJobAndRunStore(async () => {
    const memory = new MemoryJobs();
    return { jobs: new MemoryJobStore(memory), runs: new MemoryRunStore(memory) };
  });
});

describe('MemoryCalendarStore, MemoryCalendarUsage and MemoryScheduleStatistics', () => {
  describeCalendarStores(async () => {
    const memory = new MemoryJobs();
    return {
      calendars: new MemoryCalendarStore(),
      jobs: new MemoryJobStore(memory),
      usage: new MemoryCalendarUsage(memory),
      statistics: new MemoryScheduleStatistics(memory),
    };
  });
});

describe('MemoryGateStore', () => {
  describeGateStore(async () => new MemoryGateStore());
});
