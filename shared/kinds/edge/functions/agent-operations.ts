import type { HttpResponseInit, InvocationContext } from '@azure/functions';
import { input } from 'durable-functions';
import { operation, type Operation } from '../../../../functions/http/api/operation.ts';
import { notFound, problem } from '../../../../functions/http/problem.ts';
import { InvalidInput } from '../../../domain/errors.ts';
import type { createReadDesired } from '../application/read-desired.ts';
import type { createRegisterAgent, createReportEdges } from '../application/register-agent.ts';
import {
  readEdgeDesiredContract,
  registerEdgeAgentContract,
  reportEdgesContract,
  type RegisteredView,
  type ReportedView,
} from '../contracts/agent-protocol.ts';
import { agentOf } from '../domain/desired.ts';
import { desiredView, paceOf, reportedView } from './edge-views.ts';
import { enterHeldSite, type SiteAccess } from './site-access.ts';

export interface AgentUseCases extends SiteAccess {
  readonly registerAgent: ReturnType<typeof createRegisterAgent>;
  readonly reportEdges: ReturnType<typeof createReportEdges>;
  readonly readDesired: ReturnType<typeof createReadDesired>;
  /** Tells the runs of a site whose orders are over, by the durable client of an invocation. */
  readonly wakeRuns: (site: string, context: InvocationContext) => Promise<void>;
}

/** `PUT /api/edge-sites/{site}/agents/{agent}`, `POST …/reports`, `GET …/desired`. */
export function agentOperations(useCases: AgentUseCases): readonly Operation[] {
  const { registerAgent, reportEdges, readDesired, wakeRuns } = useCases;
  return [
    operation(
      registerEdgeAgentContract,
      async ({ path: { site, agent }, body, caller, context }) => {
        const entered = await enterHeldSite(useCases, { site, caller, role: 'operator' });
        if ('refusal' in entered) return entered.refusal;
        checkNames(agent, body.edges);
        const edges = body.edges.map((edge) => ({ ...edge, isLeaving: false, chunks: [] }));
        const { inventory, desired } = await registerAgent({ site, agent, ...body, edges });
        await wakeRuns(site, context);
        const jsonBody: RegisteredView = {
          session: inventory.session,
          ...paceOf(entered.settings),
          desired: desiredView(desired),
          reported: reportedView(inventory, desired),
        };
        return { jsonBody };
      },
      [input.durableClient()],
    ),

    operation(
      reportEdgesContract,
      async ({ path: { site, agent }, body, caller, context }) => {
        const entered = await enterHeldSite(useCases, { site, caller, role: 'operator' });
        if ('refusal' in entered) return entered.refusal;
        checkNames(agent, body.edges);
        const outcome = await reportEdges(site, agent, body);
        await wakeRuns(site, context);
        if (outcome.outcome !== 'noted') return refused(outcome, agent);
        const { desired } = outcome;
        const isOther = desired.generation !== body.obeys;
        const jsonBody: ReportedView = {
          ...paceOf(entered.settings),
          generation: desired.generation,
          ...(isOther ? { desired: desiredView(desired) } : {}),
        };
        return { jsonBody };
      },
      [input.durableClient()],
    ),

    operation(readEdgeDesiredContract, async ({ path: { site, agent }, query, caller }) => {
      const entered = await enterHeldSite(useCases, { site, caller, role: 'operator' });
      if ('refusal' in entered) return entered.refusal;
      const wait = { after: query.after, waitMs: query.waitSeconds * 1000 };
      const desired = await readDesired(site, agent, wait);
      return desired === undefined ? { status: 204 } : { jsonBody: desiredView(desired) };
    }),
  ];
}

/** An edge is called as its agent, which is how the agent of an edge is known; none is told of twice. */
function checkNames(agent: string, edges: readonly { readonly edge: string }[]): void {
  const seen = new Set<string>();
  const issues = edges.flatMap(({ edge }, index) => {
    const isSecond = seen.has(edge);
    seen.add(edge);
    const pointer = `/edges/${index}/edge`;
    if (agentOf(edge) !== agent) {
      return [{ pointer, message: `must be "${agent}", or "${agent}." and a name behind it` }];
    }
    return isSecond ? [{ pointer, message: 'must be told of once' }] : [];
  });
  if (issues.length > 0) throw new InvalidInput('The body has faults.', issues);
}

function refused(
  outcome: { readonly outcome: 'unknown' } | { readonly outcome: 'superseded'; readonly session: number },
  agent: string,
): HttpResponseInit {
  if (outcome.outcome === 'unknown') return notFound('agent', agent);
  const detail = `Another process has registered as agent '${agent}'; its session is ${outcome.session}. Stop.`;
  return problem({ type: 'conflict', status: 409, title: 'Another process has taken the name.', detail });
}
