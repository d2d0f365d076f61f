import type { ReportServer } from './start-report-server.ts';

/** Tells of each change of load when it comes. Returns how to end that. */
export function announceLoad(
  server: Pick<ReportServer, 'untilLoadChangeMs' | 'stats'>,
  announce: (line: string) => void,
): () => void {
  let timer: NodeJS.Timeout | undefined;
  let wasHeavy = server.stats().isHeavy;
  function wait(): void {
    const leftMs = server.untilLoadChangeMs();
    if (leftMs !== undefined) timer = setTimeout(look, leftMs);
  }
  // A timer can fire a little early: nothing is said then, and the rest is waited for.
  function look(): void {
    const { isHeavy } = server.stats();
    if (isHeavy !== wasHeavy) announce(isHeavy ? 'heavy load begins' : 'heavy load ends');
    wasHeavy = isHeavy;
    wait();
  }
  wait();
  return () => {
    clearTimeout(timer);
  };
}
