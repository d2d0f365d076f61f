import type { FleetProgressStore } from '../ports/fleet-progress-store.ts';

/** Has a fleet begin a round anew, whatever it has done; what was asked for all its jobs goes on. */
export async function askForRound(
  { fleetProgress }: { readonly fleetProgress: Pick<FleetProgressStore, 'get' | 'save'> },
  fleetId: string,
): Promise<void> {
  for (;;) {
    const stored = await fleetProgress.get(fleetId);
    // No note yet: the first round is still to begin.
    if (stored === undefined) return;
    const { command } = stored.value;
    const again = { fleetId, ...(command === undefined ? {} : { command }) };
    if ((await fleetProgress.save(again, { ifVersion: stored.version })) !== 'conflict') return;
  }
}
