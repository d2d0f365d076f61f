import type { FleetCommand, FleetProgress } from '../../domain/fleet/fleet-progress.ts';
import type { AuditedChange } from '../audited-change.ts';
import type { Clock } from '../ports/environment.ts';
import type { FleetProgressStore } from '../ports/fleet-progress-store.ts';
import type { FleetStore } from '../ports/fleet-store.ts';
import { fleetSubject } from './save-fleet.ts';

/** What somebody asks to be done to every job of a fleet. */
export type AskedCommand = Pick<
  FleetCommand,
  'commandId' | 'action' | 'author' | 'reason' | 'runMissed' | 'resumeAt'
>;

export type CommandFleetOutcome =
  { readonly outcome: 'asked'; readonly command: FleetCommand } | { readonly outcome: 'not-found' };

/** Asks for something to be done to every job of a fleet. */
export type CommandFleet = (fleetId: string, asked: AskedCommand) => Promise<CommandFleetOutcome>;

/**
 * One conditional write; the jobs follow. Whatever was asked for before and is still under way ends where it is: who pauses in
 * need does not wait for runs that are being asked for. The same command again is the one that there is.
 */
export function createCommandFleet({
  fleets,
  fleetProgress,
  auditedChange,
  clock,
}: {
  readonly fleets: Pick<FleetStore, 'get'>;
  readonly fleetProgress: FleetProgressStore;
  readonly auditedChange: AuditedChange;
  readonly clock: Clock;
}): CommandFleet {
  return async (fleetId, asked) => {
    if ((await fleets.get(fleetId)) === undefined) return { outcome: 'not-found' };
    const { commandId, action, author, reason } = asked;
    const subject = fleetSubject(fleetId);
    const { result } = await auditedChange(
      { subject, changeId: commandId, action, actor: { author, reason } },
      async () => ({ result: await ask(), outcome: 'done' }),
    );
    return { outcome: 'asked', command: result };

    async function ask(): Promise<FleetCommand> {
      for (;;) {
        const stored = await fleetProgress.get(fleetId);
        const present = stored?.value.command;
        if (present?.commandId === commandId) return present;
        const command = { ...asked, askedAt: clock.now(), counts: { jobs: 0, changed: 0, failed: 0 } };
        const progress: FleetProgress = { ...stored?.value, fleetId, command };
        const saved = await fleetProgress.save(progress, { ifVersion: stored?.version });
        if (saved !== 'conflict') return command;
      }
    }
  };
}
