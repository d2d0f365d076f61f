import { plainKind } from '../plain-kind.ts';
import { pipelineTask } from './contracts/pipeline-task.ts';
import { RUN_PIPELINE_JOB } from './contracts/pipeline-run.ts';

export const pipelineKind = plainKind({
  kind: 'pipeline',
  title: 'Pipeline',
  description: 'Runs other jobs as its steps, in order or beside each other, and passes on what they bring.',
  docs: 'docs/pipeline.md',
  example: {
    steps: [
      { name: 'collect', job: 'sales-report' },
      { name: 'measure', job: 'sales-drift', onFailure: 'go-on' },
      { name: 'tell', job: 'tell-sales', input: { report: '{steps.collect.output.path}' } },
    ],
  },
  form: [
    {
      path: 'steps',
      label: 'Steps',
      hint: '[{ "name", "job", "needs": [names], "input": {}, "onFailure": "stop" or "go-on" }]',
      control: 'json',
    },
    {
      path: 'timeZone',
      label: 'Time zone',
      hint: 'Of {yyyy} {MM} {dd} {HH} {mm}; UTC',
      control: 'text',
      isAdvanced: true,
    },
  ],
  task: pipelineTask,
  timeoutSeconds: 86_400,
  orchestrator: RUN_PIPELINE_JOB,
  jobsOf: ({ steps }) => steps.map(({ job }, index) => ({ jobId: job, pointer: `/steps/${index}/job` })),
});
