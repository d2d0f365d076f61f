/**
 * How long this thread works on something, in ms. Other than the time by the clock that is the same however much else
 * the machine has to do.
 */
export function cpuMsOf(work: () => void): number {
  const before = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000;
}
