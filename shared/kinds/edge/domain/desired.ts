/**
 * A part of an order that one edge is to spend: the edge's lease of it. Its id is made once and never again, so it tells
 * this assignment apart from all before and after it; whatever is reported of another is of no account.
 */
export interface Chunk {
  readonly chunkId: string;
  readonly orderId: string;
  readonly wattSeconds: number;
  readonly assignedAt: number;
}

/** What an edge is to do. */
export interface EdgeAssignment {
  readonly edge: string;
  readonly chunks: readonly Chunk[];
  /** It gets nothing new before this instant: it has just failed or stood still. */
  readonly restsUntil?: number;
  /** As people have set it: it ends what it has, or is out of service. Absent: it takes what it gets. */
  readonly state?: 'drained' | 'retired';
}

/** What the edges of an agent are to do: in the tree `desired`, which the scheduler alone writes. */
export interface AgentDesired {
  readonly site: string;
  readonly agent: string;
  /** Rises with every change. */
  readonly generation: number;
  /** Only those that have something to do, that rest, or that are drained or retired. */
  readonly edges: readonly EdgeAssignment[];
}

/** Names a chunk: `<order id>~<number>`. */
export function chunkIdOf(orderId: string, number: number): string {
  return `${orderId}~${number}`;
}

/** The agent that holds an edge: what stands before the dot. */
export function agentOf(edge: string): string {
  return edge.split('.', 1)[0] ?? edge;
}

/** Before an agent has had anything to do. */
export function nothingDesired(site: string, agent: string): AgentDesired {
  return { site, agent, generation: 0, edges: [] };
}

/** Gives an edge one more chunk. */
export function withChunk(desired: AgentDesired, edge: string, chunk: Chunk): AgentDesired {
  const { restsUntil: _over, ...before } = assignmentOf(desired, edge);
  return withAssignment(desired, { ...before, chunks: [...before.chunks, chunk] });
}

/** Takes a chunk from an edge, which then rests until an instant if one is given. */
export function withoutChunk(
  desired: AgentDesired,
  edge: string,
  { chunkId, restsUntil }: { readonly chunkId: string; readonly restsUntil?: number | undefined },
): AgentDesired {
  const before = assignmentOf(desired, edge);
  const rest = restsUntil ?? before.restsUntil;
  const chunks = before.chunks.filter((chunk) => chunk.chunkId !== chunkId);
  return withAssignment(desired, { ...before, chunks, ...(rest === undefined ? {} : { restsUntil: rest }) });
}

/** Tells an edge how people have set it. */
export function withState(
  desired: AgentDesired,
  edge: string,
  state: 'active' | 'drained' | 'retired',
): AgentDesired {
  const { state: before = 'active', ...rest } = assignmentOf(desired, edge);
  if (state === before) return desired;
  return withAssignment(desired, state === 'active' ? rest : { ...rest, state });
}

/** What an edge is to do; nothing where nothing is said. */
export function assignmentOf({ edges }: AgentDesired, edge: string): EdgeAssignment {
  return edges.find((assignment) => assignment.edge === edge) ?? { edge, chunks: [] };
}

function withAssignment(desired: AgentDesired, assignment: EdgeAssignment): AgentDesired {
  const others = desired.edges.filter(({ edge }) => edge !== assignment.edge);
  const { chunks, restsUntil, state } = assignment;
  const isIdle = chunks.length === 0 && restsUntil === undefined && state === undefined;
  return {
    ...desired,
    generation: desired.generation + 1,
    edges: isIdle ? others : [...others, assignment],
  };
}
