import type { WhyNot } from './batch-plan.ts';
import type { BatchRatio } from './batch-ratio.ts';
import type { NodeRoom } from './node-rooms.ts';
import { leftShare } from './rank-nodes.ts';
import {
  amountOf,
  bytesInWords,
  coresInWords,
  inWords,
  type ResourceName,
  type Resources,
} from './resources.ts';
import type { Obstacle } from './why-not.ts';

/** What was found for a job, and what was chosen. */
export interface Choice {
  readonly request: Resources;
  /** Nodes that it may use, best first. */
  readonly ranked: readonly NodeRoom[];
  /** The place of the chosen one, from 0; -1: none has room. */
  readonly rank: number;
  readonly obstacles: ReadonlyMap<string, Obstacle>;
  readonly whyNot: readonly WhyNot[];
}

const OBSTACLES_IN_WORDS: Readonly<Record<Obstacle, string>> = {
  'not-ready': 'not ready',
  unschedulable: 'closed to new pods',
  tainted: 'tainted, which it does not tolerate',
  'not-selected': 'not among those that it selects',
  'too-small': 'smaller than what it asks for',
  'too-little-cpu-free': 'with too little CPU free',
  'too-little-memory-free': 'with too little memory free',
  'too-many-pods': 'with as many pods as they take',
};

/** "Why here", of strategy `ratio`. */
export function explainByRatio(choice: Choice, { value, heavyIn }: BatchRatio): string {
  const { ranked, rank } = choice;
  const [first] = ranked;
  const chosen = ranked[rank];
  const side = heavyIn === undefined ? 'in balance' : `${inFull(heavyIn)}-heavy`;
  const sought = heavyIn === undefined ? 'of the scarcer of its two' : inFull(heavyIn);
  if (first === undefined || chosen === undefined) return nowhere(choice);
  const most = `The batch is ${side} (ratio ${round(value)}), and ${first.node.name} has the most ${sought} free (${inWords(first.free)}) of the ${nodesInWords(ranked.length)} that it may use.`;
  if (rank === 0) return most;
  const obstacle = choice.obstacles.get(first.node.name);
  return `${most} That one ${byThen(obstacle)}: it spills over to ${chosen.node.name}, the ${ordinal(rank + 1)}.`;
}

/** As in "has by then too little memory free". */
function byThen(obstacle: Obstacle | undefined): string {
  if (obstacle === undefined) return 'is full';
  const words = OBSTACLES_IN_WORDS[obstacle];
  return words.startsWith('with ') ? words.replace('with ', 'has by then ') : `is by then ${words}`;
}

/** "Why here", of strategy `dominant-share`. */
export function explainByFit(
  choice: Choice,
  dominant: { readonly name: ResourceName; readonly share: number },
): string {
  const { request, ranked, rank, obstacles } = choice;
  const chosen = ranked[rank];
  if (chosen === undefined) return nowhere(choice);
  const { name, share } = dominant;
  const fitting = ranked.filter(({ node }) => !obstacles.has(node.name)).length;
  const left = amountOf(chosen.free, name) - amountOf(request, name);
  const leftWords = name === 'cpu' ? coresInWords(left) : bytesInWords(left);
  return (
    `It asks for ${percent(share)} of the cluster's free ${inFull(name)}, its dominant resource, and of the ` +
    `${nodesInWords(fitting)} where it fits ${chosen.node.name} has the least of that left with it: ${leftWords}, ` +
    `${percent(leftShare(chosen, request, name))} of the node.`
  );
}

/** As in "3 nodes with too little memory free (a, b, c); 1 node tainted …". */
function whyNotInWords(whyNot: readonly WhyNot[]): string {
  return whyNot
    .map(({ obstacle, nodes }) => {
      const named = nodes.length > 3 ? [...nodes.slice(0, 3), '…'] : nodes;
      return `${nodesInWords(nodes.length)} ${OBSTACLES_IN_WORDS[obstacle]} (${named.join(', ')})`;
    })
    .join('; ');
}

function nowhere({ request, ranked, whyNot }: Choice): string {
  const reasons = whyNot.length === 0 ? 'the cluster has no nodes' : whyNotInWords(whyNot);
  return ranked.length === 0
    ? `No node can take ${inWords(request)}, however empty: ${reasons}. It waits for another node.`
    : `No node has room for ${inWords(request)} now: ${reasons}. It waits until one has.`;
}

function inFull(name: ResourceName): string {
  return name === 'cpu' ? 'CPU' : 'memory';
}

function nodesInWords(count: number): string {
  return `${count} ${count === 1 ? 'node' : 'nodes'}`;
}

function percent(share: number): string {
  return Number.isFinite(share) ? `${Math.round(share * 1000) / 10} %` : 'more than all';
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}

function ordinal(place: number): string {
  const ends = ['th', 'st', 'nd', 'rd'];
  const isTeen = place % 100 >= 11 && place % 100 <= 13;
  return `${place}${isTeen ? 'th' : (ends[place % 10] ?? 'th')}`;
}
