import { describe, expect, test } from 'vitest';
import { usageOf } from '../../../bench/collections/process-of.ts';

// There is no /proc elsewhere.
describe.runIf(process.platform === 'linux')('usageOf', () => {
  test('tells what this process itself says', () => {
    const { cpuSeconds, peakMb } = usageOf(process.pid);
    const { user, system } = process.cpuUsage();
    const { maxRSS } = process.resourceUsage();

    // In ticks of a hundredth, taken a moment earlier.
    expect(cpuSeconds).toBeGreaterThan((user + system) / 1e6 - 1);
    expect(cpuSeconds).toBeLessThan((user + system) / 1e6 + 1);
    expect(peakMb).toBeGreaterThan(20);
    expect(peakMb).toBeLessThanOrEqual((maxRSS * 1024) / 1e6 + 50);
  });

  test('throws for a process that there is not', () => {
    expect(() => usageOf(2 ** 30)).toThrow();
  });
});
