/** A part of some work that the edge has been given to spend its power on. */
export interface HeldChunk {
  readonly chunkId: string;
  readonly wattSeconds: number;
  /** Watt-seconds, by the edge's own account, with what is less than a whole one. */
  readonly spent: number;
  /** The edge does no more of it: its rest is for others. */
  readonly isGivenBack: boolean;
}

/** All that an edge has to remember: kept in its file, and what it goes on from after a crash. */
export interface EdgeState {
  /** In the order in which they came. */
  readonly chunks: readonly HeldChunk[];
  /** On all chunks it ever had, in watt-seconds. */
  readonly spentInAll: number;
  /** Power before this instant is accounted for, in ms since 1970. */
  readonly spentUntil: number;
}

export function newEdgeState(now: number): EdgeState {
  return { chunks: [], spentInAll: 0, spentUntil: now };
}

/** A chunk that an edge is to have, as the control plane says it. */
export interface WantedChunk extends Pick<HeldChunk, 'chunkId' | 'wattSeconds'> {
  /** What it is known to have spent on it, should it have forgotten. */
  readonly known?: Pick<HeldChunk, 'spent' | 'isGivenBack'>;
}

/**
 * Takes on what the edge is to have and it has not, and drops what it is not to have any more: someone else does it now, or
 * it is credited. A chunk that it has goes on from where it is. To obey twice is to obey once.
 */
export function obey(state: EdgeState, wanted: readonly WantedChunk[]): EdgeState {
  const held = new Map(state.chunks.map((chunk) => [chunk.chunkId, chunk]));
  const chunks = wanted.map(({ chunkId, wattSeconds, known = { spent: 0, isGivenBack: false } }) => {
    const chunk = held.get(chunkId);
    // Before each report it saves what it reports, so that it knows as much at least, unless its file is gone.
    if (chunk !== undefined && chunk.spent >= known.spent) return chunk;
    return { chunkId, wattSeconds, ...known };
  });
  const isSame = chunks.length === held.size && chunks.every((chunk) => held.get(chunk.chunkId) === chunk);
  return isSame ? state : { ...state, chunks };
}

/** A millionth of a watt-second: less is left over by sums of fractions only. */
const NOTHING = 1e-6;

/**
 * Spends power up to an instant: shared evenly by as many of the oldest unfinished chunks as the edge works on at the same time,
 * and what one of them does not need by the others. Power for which there is no chunk is gone.
 *
 * @param power Watt-seconds that there were since the state's `spentUntil`.
 */
export function spend(
  state: EdgeState,
  { power, capacity, until }: { readonly power: number; readonly capacity: number; readonly until: number },
): EdgeState {
  if (until <= state.spentUntil) return state;
  if (!isBusy(state)) return { ...state, spentUntil: until };
  let left = power;
  const chunks = [...state.chunks];
  while (left > NOTHING) {
    const working = indexesOfWork(chunks).slice(0, capacity);
    if (working.length === 0) break;
    const share = left / working.length;
    for (const index of working) {
      const chunk = chunks[index];
      if (chunk === undefined) continue;
      const used = Math.min(share, chunk.wattSeconds - chunk.spent);
      left -= used;
      chunks[index] = { ...chunk, spent: settle(chunk.spent + used, chunk.wattSeconds) };
    }
  }
  const spentInAll = state.spentInAll + sumOfSpent(chunks) - sumOfSpent(state.chunks);
  return { chunks, spentInAll, spentUntil: until };
}

function indexesOfWork(chunks: readonly HeldChunk[]): number[] {
  return chunks.flatMap((chunk, index) => (isWork(chunk) ? [index] : []));
}

/** All of it where sums of fractions leave next to nothing of it. */
function settle(spent: number, wattSeconds: number): number {
  return wattSeconds - spent <= NOTHING ? wattSeconds : spent;
}

function sumOfSpent(chunks: readonly HeldChunk[]): number {
  return chunks.reduce((sum, { spent }) => sum + spent, 0);
}

/** Gives back the rest of all that is not done. */
export function giveBack(state: EdgeState): EdgeState {
  const chunks = state.chunks.map((chunk) => (isWork(chunk) ? { ...chunk, isGivenBack: true } : chunk));
  return { ...state, chunks };
}

/** Whether all of a chunk is spent. */
export function isDone({ wattSeconds, spent }: HeldChunk): boolean {
  return spent >= wattSeconds;
}

function isWork(chunk: HeldChunk): boolean {
  return !isDone(chunk) && !chunk.isGivenBack;
}

/** Whether the edge has something to spend power on. */
export function isBusy({ chunks }: EdgeState): boolean {
  return chunks.some(isWork);
}

/**
 * When the next chunk will be done if power stays as it is, in ms since 1970; undefined when there is none, or no power. An
 * edge that says so at once, and not with its next report, is given the next chunk the sooner.
 */
export function nextDoneAt(
  { chunks, spentUntil }: EdgeState,
  { watts, capacity }: { readonly watts: number; readonly capacity: number },
): number | undefined {
  const working = chunks.filter(isWork).slice(0, capacity);
  if (working.length === 0 || watts <= 0) return undefined;
  const least = Math.min(...working.map(({ wattSeconds, spent }) => wattSeconds - spent));
  return spentUntil + Math.ceil((least * working.length * 1000) / watts);
}
