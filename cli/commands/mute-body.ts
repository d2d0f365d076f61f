import type { CommandContext } from '../command/command-context.ts';
import { INSTANT_FORMS, readInstant } from '../command/read-instant.ts';
import { requiredText } from '../command/parameters.ts';

export const until = requiredText(`until then: ${INSTANT_FORMS}`, { placeholder: 'instant' });

/** The body of a mute. Throws BadUsage for what is no instant. */
export async function muteBody(
  context: CommandContext,
  text: string,
  reason: string | undefined,
): Promise<{ readonly until: string; readonly author?: string; readonly reason: string }> {
  const at = { option: '--until', now: context.around.now(), isUtc: context.options.utc };
  const end = readInstant(text, at);
  return { until: end, ...(await context.actor(reason)) };
}
