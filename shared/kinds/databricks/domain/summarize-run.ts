import type { PlainResult } from '../../../domain/run/plain-result.ts';
import { SECOND_MS } from '../../../domain/schedule/instant.ts';
import type { DatabricksRun } from './databricks-run.ts';
import type { DatabricksTask, ExistingJob, PipelineWork } from './databricks-task.ts';
import type { Told } from './read-output.ts';

interface Ended {
  readonly run: DatabricksRun;
  readonly told: Told;
  /** Filled in. */
  readonly datasetPath: string | undefined;
}

type Figures = NonNullable<PlainResult['figures']>;

/** What a run that has succeeded has to show, and what others go on with. */
export function summarizeRun(task: DatabricksTask, { run, told, datasetPath }: Ended): PlainResult {
  const made = madeBy(task, told, datasetPath);
  const { runId, pageUrl } = run;
  return {
    kind: 'databricks',
    words: wordsOf(task, { run, told, datasetPath }),
    ...(pageUrl === undefined || !isWebAddress(pageUrl)
      ? {}
      : { link: { label: 'Databricks run', url: pageUrl } }),
    figures: { databricksRunId: runId, ...figuresOf(run), ...made, ...metricFigures(told) },
    output: { databricksRunId: runId, ...made, ...('output' in told ? { result: told.output } : {}) },
  };
}

/** The purpose's own. */
function madeBy(
  { purpose, modelId, work }: DatabricksTask,
  { modelVersion }: Told,
  datasetPath?: string,
): Figures {
  switch (purpose) {
    case 'model-training':
      return {
        ...(modelId === undefined ? {} : { modelId }),
        ...(modelVersion === undefined ? {} : { modelVersion }),
      };
    case 'data-processing':
      return datasetPath === undefined ? {} : { datasetPath };
    case 'pipeline':
      return {
        ...(work.type === 'pipeline' ? { pipelineId: work.pipelineId } : {}),
        ...(isRefresh(work) ? { fullRefresh: work.fullRefresh === true } : {}),
      };
  }
}

function figuresOf({ startedAt, finishedAt, tasks, repairs, standing }: DatabricksRun): Figures {
  const isWhole = startedAt !== undefined && finishedAt !== undefined;
  return {
    ...(isWhole ? { durationSeconds: Math.round((finishedAt - startedAt) / SECOND_MS) } : {}),
    tasks: tasks.length,
    ...(repairs.length === 0 ? {} : { repairs: repairs.length }),
    ...(standing.result === undefined ? {} : { resultState: standing.result }),
  };
}

function metricFigures({ metrics, isTooLarge }: Told): Figures {
  const named = Object.entries(metrics).map(([name, value]) => [`metric ${name}`, value] as const);
  return { ...Object.fromEntries(named), ...(isTooLarge ? { outputIsTooLarge: true } : {}) };
}

function wordsOf({ purpose, modelId, work }: DatabricksTask, { run, told, datasetPath }: Ended): string {
  const hasFailures = run.standing.result === 'SUCCESS_WITH_FAILURES';
  const but = hasFailures ? ', though some of its tasks have failed' : '';
  switch (purpose) {
    case 'model-training': {
      const version = told.modelVersion === undefined ? 'no version told' : `version ${told.modelVersion}`;
      return `Trained model ${modelId ?? ''} (${version})${but}.`;
    }
    case 'data-processing':
      return datasetPath === undefined ? `Processed data${but}.` : `Made ${datasetPath}${but}.`;
    case 'pipeline': {
      const isFull = isRefresh(work) && work.fullRefresh === true;
      return `Pipeline ${isFull ? 'refreshed in full' : 'updated'}${but}.`;
    }
  }
}

function isRefresh(work: DatabricksTask['work']): work is ExistingJob | PipelineWork {
  return work.type === 'job' || work.type === 'pipeline';
}

function isWebAddress(text: string): boolean {
  return /^https?:$/.test(URL.parse(text)?.protocol ?? '');
}
