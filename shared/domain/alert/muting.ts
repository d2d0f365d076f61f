import type { AlertMute } from './alert-rule.ts';

/** Whether nobody is to be told at the instant (epoch ms). */
export function isMuted({ mute }: { readonly mute?: AlertMute }, now: number): boolean {
  return mute !== undefined && now < mute.until;
}
