import type { KindDescription } from '../plain-kind.ts';
import { RUN_STABILITY_JOB } from './contracts/stability-run.ts';

export const stabilityKind: KindDescription = {
  kind: 'stability',
  title: 'Stability',
  description:
    'Compares current data of a model with its frozen baseline: PSI of the score, CSI of each characteristic.',
  docs: 'docs/stability.md',
  example: {
    modelId: 'credit-risk',
    baseline: 'baselines/credit-risk.csv',
    current: 'datasets/credit-risk/{yyyy}-{MM}-{dd}.csv',
    scoreColumn: 'score',
  },
  form: [],
  orchestrator: RUN_STABILITY_JOB,
};
