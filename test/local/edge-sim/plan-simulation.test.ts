import { describe, expect, test } from 'vitest';
import { planSimulation } from '../../../local/edge-sim/plan-simulation.ts';

const OPTIONS = {
  ...{ edges: 2000, jobs: 5000, sites: 4, perAgent: 50, workSeconds: 30, overSeconds: 43 },
  ...{ losePercent: 20, seed: '1', withinSeconds: 900 },
};

describe('planSimulation', () => {
  const plan = planSimulation(OPTIONS, 'sim');

  test('gives every agent its edges, at each site in turn', () => {
    expect(plan.agents).toHaveLength(40);
    expect(plan.agents.flatMap(({ edges }) => edges)).toHaveLength(2000);
    expect(plan.agents.slice(0, 5).map(({ site }) => site)).toEqual([
      'sim-1',
      'sim-2',
      'sim-3',
      'sim-4',
      'sim-1',
    ]);
    expect(plan.agents[1]?.edges[0]?.name).toBe('agent-2.1');
  });

  test('has work for as long as was asked for', () => {
    const watts =
      plan.agents.flatMap(({ edges }) => edges).reduce((sum, edge) => sum + edge.greatestWatts, 0) * 0.6;
    const work = plan.jobs.reduce((sum, { wattSeconds }) => sum + wattSeconds, 0);

    expect(plan.jobs).toHaveLength(5000);
    expect(work / watts).toBeGreaterThan(29);
    expect(work / watts).toBeLessThan(31);
    expect(plan.jobs.at(-1)?.afterMs).toBeLessThan(43_000);
  });

  test('kills a fifth of the edges, half of them with their agents, and has half of the killed come back', () => {
    const lost = plan.losses.reduce((sum, { edgeCount }) => sum + edgeCount, 0);
    const whole = plan.losses.filter(({ edge }) => edge === undefined);
    const back = plan.losses.filter(({ comesBack }) => comesBack);

    expect(lost).toBe(400);
    expect(whole.reduce((sum, { edgeCount }) => sum + edgeCount, 0)).toBe(200);
    expect(back).toHaveLength(Math.ceil(plan.losses.length / 2));
  });

  test('leaves edges at every site', () => {
    const many = planSimulation({ ...OPTIONS, edges: 20, perAgent: 5, losePercent: 90 }, 'sim');
    const lostWhole = new Set(many.losses.flatMap(({ agent, edge }) => (edge === undefined ? [agent] : [])));

    for (const site of many.sites) {
      expect(many.agents.some((agent) => agent.site === site && !lostWhole.has(agent.agent))).toBe(true);
    }
  });

  test('is the same for the same seed, and another for another', () => {
    expect(planSimulation(OPTIONS, 'sim')).toEqual(plan);
    expect(planSimulation({ ...OPTIONS, seed: '2' }, 'sim').jobs).not.toEqual(plan.jobs);
  });
});
