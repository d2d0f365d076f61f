import { z } from 'zod';
import { plainKind } from '../plain-kind.ts';
import { siteName } from './contracts/edge-names.ts';
import { hasFittingChunks, orderTerms, UNFITTING_CHUNKS } from './contracts/edge-orders.ts';

/** What a job of this kind does: has power spent by the edges of a site. */
export const edgeTask = z
  .strictObject({
    site: siteName
      .exactOptional()
      .describe('Where; left out: the site that has most to spare among edges with these labels.'),
    ...orderTerms,
  })
  .refine(hasFittingChunks, UNFITTING_CHUNKS);

export const edgeKind = plainKind({
  kind: 'edge',
  title: 'Edge work',
  description: 'Has power spent by the edges of a site, in chunks as large as what they have.',
  docs: 'docs/edge.md',
  example: { site: 'north', wattSeconds: 50_000, labels: { zone: 'roof' } },
  form: [
    { path: 'wattSeconds', label: 'Watt-seconds', hint: 'What is to be spent in all.', control: 'number' },
    {
      path: 'site',
      label: 'Site',
      hint: 'Empty: the one that has most to spare.',
      control: 'text',
    },
    { path: 'labels', label: 'Labels', hint: 'Only edges that have all of them.', control: 'pairs' },
    { path: 'maxEdges', label: 'Edges at once', control: 'number', isAdvanced: true },
    { path: 'minChunkWattSeconds', label: 'Smallest chunk', control: 'number', isAdvanced: true },
    { path: 'maxChunkWattSeconds', label: 'Largest chunk', control: 'number', isAdvanced: true },
    { path: 'priority', label: 'Priority', hint: 'Higher ones first.', control: 'number', isAdvanced: true },
  ],
  task: edgeTask,
  timeoutSeconds: 24 * 60 * 60,
  orchestrator: 'runEdgeJob',
});
