import type { AskedCommand, CommandFleet } from '../../shared/application/fleet/command-fleet.ts';
import type { TendFleet } from '../../shared/application/fleet/tend-fleet.ts';
import type { Clock, Fingerprint, UniqueId } from '../../shared/application/ports/environment.ts';
import type { FleetProgressStore } from '../../shared/application/ports/fleet-progress-store.ts';
import { fleetCommandView } from '../../shared/contracts/http/fleet-view.ts';
import {
  pauseFleetContract,
  resumeFleetContract,
  triggerFleetContract,
} from '../../shared/contracts/http/fleets.ts';
import type { Call } from './api/call.ts';
import { operation, type Operation } from './api/operation.ts';
import { ownKey } from './api/own-key.ts';
import { TEND_AT_ONCE_MS } from './fleets.ts';
import { notFound } from './problem.ts';

interface UseCases {
  readonly commandFleet: CommandFleet;
  readonly tendFleet: TendFleet;
  readonly fleetProgress: Pick<FleetProgressStore, 'get'>;
  readonly clock: Clock;
  readonly uniqueId: UniqueId;
  readonly fingerprint: Fingerprint;
}

/** `POST /api/fleets/{fleetId}/pause`, `/resume` and `/runs`. */
export function fleetCommandOperations(useCases: UseCases): readonly Operation[] {
  const idOf = commandIdOf(useCases);
  return [
    operation(pauseFleetContract, async (call) => {
      const { author, reason, resumeAt, runMissed } = call.body;
      return ask(useCases, call.path.fleetId, {
        ...{
          commandId: idOf('pause', call),
          action: 'pause',
          author: call.author(author),
          reason,
          runMissed,
        },
        ...(resumeAt === undefined ? {} : { resumeAt: Date.parse(resumeAt) }),
      });
    }),

    operation(resumeFleetContract, async (call) => {
      const { runMissed, ...said } = call.body;
      const { author, reason = 'The fleet is resumed.' } = call.actor({
        ...(said.author === undefined ? {} : { author: said.author }),
        ...(said.reason === undefined ? {} : { reason: said.reason }),
      });
      const commandId = idOf('resume', call);
      return ask(useCases, call.path.fleetId, { commandId, action: 'resume', author, reason, runMissed });
    }),

    operation(triggerFleetContract, async (call) => {
      const { author, reason } = call.body;
      const asked = { action: 'trigger', author: call.author(author), reason } as const;
      return ask(useCases, call.path.fleetId, { ...asked, commandId: idOf('trigger', call) });
    }),
  ];
}

/** The same for the same key, so that a request that comes again asks for nothing new. */
function commandIdOf({ uniqueId, fingerprint }: Pick<UseCases, 'uniqueId' | 'fingerprint'>) {
  return <P, Q, B>(action: string, call: Pick<Call<P, Q, B>, 'caller' | 'idempotencyKey'>): string =>
    `${action}-${fingerprint(ownKey(call, uniqueId))}`;
}

async function ask(useCases: UseCases, fleetId: string, command: AskedCommand) {
  const { commandFleet, tendFleet, fleetProgress, clock } = useCases;
  const asked = await commandFleet(fleetId, command);
  if (asked.outcome === 'not-found') return notFound('fleet', fleetId);
  // What is asked for is stored: a pass goes on with it, whatever happens here.
  await tendFleet(fleetId, clock.now() + TEND_AT_ONCE_MS).catch(() => undefined);
  const present = (await fleetProgress.get(fleetId))?.value.command;
  const isSame = present?.commandId === command.commandId;
  return { status: 202, jsonBody: fleetCommandView(isSame ? present : asked.command) };
}
