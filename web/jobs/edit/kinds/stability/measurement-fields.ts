import type { Field } from '../../fields/field.ts';

/** How a model is measured: what seldom is another than the default. */
export const MEASUREMENT_FIELDS: readonly Field[] = [
  {
    ...{ type: 'number', pointer: '/task/thresholds/moderate', label: 'Moderate shift from', default: 0.1 },
    ...{ min: 0.0001, max: 100, step: 'any' },
    hint: 'An index from here on calls for attention.',
  },
  {
    ...{
      type: 'number',
      pointer: '/task/thresholds/significant',
      label: 'Significant shift from',
      default: 0.25,
    },
    ...{ min: 0.0001, max: 100, step: 'any' },
    hint: 'An index from here on calls for action.',
  },
  {
    ...{ type: 'choice', pointer: '/task/rule', label: 'Alarm', default: 'threshold-and-critical-value' },
    hint: 'When an index is an alarm.',
    options: [
      {
        ...{ value: 'threshold-and-critical-value', label: 'Threshold and critical value' },
        about: 'And it is above the critical value, so that chance alone hardly explains it.',
      },
      { value: 'threshold', label: 'Threshold', about: 'The index reaches a moderate shift.' },
      {
        ...{ value: 'threshold-and-adjusted-p-value', label: 'Threshold and adjusted p-value' },
        about: 'And its p-value, adjusted for the number of columns, is at most alpha.',
      },
    ],
  },
  {
    ...{
      type: 'number',
      pointer: '/task/alpha',
      label: 'Alpha',
      default: 0.05,
      min: 0.0001,
      max: 0.9999,
      step: 'any',
    },
    hint: 'How often a stable model may exceed the critical value by chance.',
  },
  {
    ...{
      type: 'number',
      pointer: '/task/consecutive/k',
      label: 'Alarm after',
      unit: 'windows',
      min: 1,
      max: 366,
    },
    hint: 'Only when so many of the latest windows are over it. Empty: the first one is an alarm.',
    clears: '/task/consecutive',
  },
  {
    ...{
      type: 'number',
      pointer: '/task/consecutive/n',
      label: 'Out of the latest',
      unit: 'windows',
      min: 1,
      max: 366,
    },
    hint: 'How many windows are looked at for that.',
  },
  {
    ...{ type: 'text', pointer: '/task/timeColumn', label: 'Time column', isCode: true },
    hint: 'The column with the time of each row, for what is told over time.',
  },
  {
    ...{ type: 'duration', pointer: '/task/readiness/deadlineSeconds', label: 'Wait for the data' },
    hint: 'How long a run waits for a file that is not there yet. Empty: it fails at once.',
    clears: '/task/readiness',
  },
  {
    ...{ type: 'duration', pointer: '/task/readiness/pollSeconds', label: 'Look for it every', default: 60 },
    hint: 'How often it looks whether the file is there.',
  },
  {
    ...{ type: 'structure', pointer: '/task/comparisons', label: 'Further comparisons', default: [] },
    hint: 'With the window before, or with several: up to five.',
    placeholder: '[{ "to": "previous-window" }, { "to": "rolling-window", "windows": 7 }]',
  },
  {
    ...{ type: 'structure', pointer: '/task/columnTypes', label: 'Column types', default: {} },
    hint: 'Where the file does not say by itself whether a column is numeric or categorical.',
    placeholder: '{ "plan": "categorical" }',
  },
  {
    ...{ type: 'structure', pointer: '/task/bins', label: 'Bins' },
    hint: 'The convention, bins of single columns, segments, the column of weights. Of a file only.',
    placeholder:
      '{ "columns": { "age": { "binning": { "method": "fixed-edges", "edges": [25, 40, 60] } } } }',
  },
];
