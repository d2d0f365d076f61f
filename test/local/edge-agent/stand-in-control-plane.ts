import type {
  DesiredView,
  RegisterAgentBody,
  RegisteredView,
  ReportBody,
  ReportedView,
} from '../../../shared/kinds/edge/contracts/agent-protocol.ts';
import { ControlPlaneFault, type ControlPlane } from '../../../local/edge-agent/control-plane.ts';

type Assignment = DesiredView['edges'][number];

/** A control plane that desires what a test says, and keeps what it is told. */
export class StandInControlPlane implements ControlPlane {
  readonly registrations: RegisterAgentBody[] = [];
  readonly reports: ReportBody[] = [];
  /** What the next requests end with, one each. */
  readonly faults: ControlPlaneFault[] = [];
  isAway = false;
  leaseSeconds = 30;
  reportEverySeconds = 5;
  #desired: DesiredView = { generation: 0, edges: [] };
  #news = Promise.withResolvers<undefined>();

  /** What an edge is to do, as `chunk id: watt-seconds`. */
  desire(edge: string, chunks: Readonly<Record<string, number>>): void {
    const assignment: Assignment = {
      ...{ edge, isRetired: false, isDrained: false },
      chunks: Object.entries(chunks).map(([chunkId, wattSeconds]) => ({
        ...{ chunkId, wattSeconds, orderId: chunkId.split('~')[0] ?? '' },
        assignedAt: '2026-03-01T06:00:00.000Z',
      })),
    };
    const others = this.#desired.edges.filter((one) => one.edge !== edge);
    this.#desired = { generation: this.#desired.generation + 1, edges: [...others, assignment] };
    this.#news.resolve(undefined);
    this.#news = Promise.withResolvers();
  }

  /** The last that was told of a chunk. */
  toldOf(chunkId: string): { readonly spentWattSeconds: number; readonly state: string } | undefined {
    const chunks = this.reports.flatMap(({ edges }) => edges.flatMap((edge) => edge.chunks ?? []));
    const told = chunks.findLast((chunk) => chunk.chunkId === chunkId);
    return told && { spentWattSeconds: told.spentWattSeconds, state: told.state };
  }

  async register(body: RegisterAgentBody): Promise<RegisteredView> {
    this.#answer();
    this.registrations.push(body);
    const reported = this.#desired.edges.map(({ edge, chunks }) => ({
      edge,
      chunks: chunks.flatMap(({ chunkId }) => {
        const told = this.reports
          .flatMap(({ edges }) => edges.flatMap((one) => one.chunks ?? []))
          .findLast((chunk) => chunk.chunkId === chunkId);
        return told ?? [];
      }),
    }));
    return { session: this.registrations.length, ...this.#pace(), desired: this.#desired, reported };
  }

  async report(body: ReportBody): Promise<ReportedView> {
    this.#answer();
    this.reports.push(body);
    const { generation } = this.#desired;
    const isNew = generation !== body.obeys;
    return { ...this.#pace(), generation, ...(isNew ? { desired: this.#desired } : {}) };
  }

  async desired({ after }: { readonly after: number }, until: AbortSignal): Promise<DesiredView | undefined> {
    this.#answer();
    if (this.#desired.generation === after) {
      const over = new Promise((resolve) => {
        until.addEventListener('abort', resolve);
      });
      await Promise.race([this.#news.promise, over]);
    }
    return until.aborted ? undefined : this.#desired;
  }

  #pace() {
    return { reportEverySeconds: this.reportEverySeconds, leaseSeconds: this.leaseSeconds };
  }

  #answer(): void {
    const fault = this.faults.shift();
    if (fault !== undefined) throw fault;
    if (this.isAway) throw new ControlPlaneFault('away', 'It is away.');
  }
}
