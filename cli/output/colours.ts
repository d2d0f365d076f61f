const RED = '31';
const GREEN = '32';
const YELLOW = '33';

/** What the words of states, bands and outcomes call for. */
const COLOUR_OF: ReadonlyMap<string, string> = new Map([
  ...[
    'active',
    'succeeded',
    'stable',
    'created',
    'ok',
    'free',
    'ran',
    'applied',
    'resolved',
    'sent',
    'recovered',
  ].map((word) => [word, GREEN] as const),
  ...[
    'paused',
    'pending',
    'waiting',
    'running',
    'moderate-shift',
    'updated',
    'warning',
    'held',
    'cancelled',
    'acknowledged',
    'muted',
  ].map((word) => [word, YELLOW] as const),
  ...[
    'failed',
    'dead',
    'quarantined',
    'significant-shift',
    'expired',
    'deleted',
    'fault',
    'unanswered',
    'open',
    'critical',
    'failing',
    'given-up',
    'not-sent',
  ].map((word) => [word, RED] as const),
]);

/** Colours a word that is known to be good or bad. */
export function coloured(word: string): string {
  const colour = COLOUR_OF.get(word.trim());
  return colour === undefined ? word : `\u001b[${colour}m${word}\u001b[0m`;
}

export function bold(text: string): string {
  return `\u001b[1m${text}\u001b[0m`;
}
