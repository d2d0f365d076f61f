import { textAt, isJsonObject } from '../../../../kit/json/json.ts';
import { idOf, type KindForm } from '../kind-form.ts';
import { MEASUREMENT_FIELDS } from './measurement-fields.ts';

/** Asks for a job that measures a model. */
export const stabilityForm: KindForm = {
  kind: 'stability',
  label: 'Stability',
  icon: 'waves',
  about:
    'Compares the data of each slot with a frozen baseline: PSI of the score, CSI of the characteristics.',
  initial: {
    kind: 'stability',
    task: {},
    recurrences: [{ type: 'cron', expression: '0 6 * * *' }],
  },
  policyDefaults: {},
  suggestId: ({ task }) => (isJsonObject(task) ? idOf(textAt(task, 'modelId'), 'stability') : ''),
  task: {
    main: [
      {
        ...{ type: 'text', pointer: '/task/modelId', label: 'Model', suggest: 'models', isRequired: true },
        hint: 'Whose score is measured. A model that is not there yet is registered.',
        placeholder: 'churn',
        isCode: true,
      },
      {
        ...{ type: 'text', pointer: '/task/scoreColumn', label: 'Score column', isCode: true },
        hint: 'The column with the score, of which PSI is told. Empty: characteristics only.',
        placeholder: 'score',
      },
      {
        ...{ type: 'source', of: 'baseline', pointer: '/task/baseline', label: 'Baseline', isRequired: true },
        hint: 'What is compared with. A file is read once, now, and its bins are frozen.',
      },
      {
        ...{ type: 'source', of: 'current', pointer: '/task/current', label: 'Current', isRequired: true },
        hint: 'Read by each run. {yyyy}, {MM}, {dd} and {HH} in a path are the time of its slot.',
      },
      {
        ...{ type: 'words', pointer: '/task/characteristics', label: 'Characteristics', default: 'all' },
        hint: 'Columns of which CSI is told, with commas between. Empty: all of the baseline.',
        placeholder: 'all columns',
      },
      {
        ...{ type: 'words', pointer: '/task/recipients', label: 'Recipients', default: [] },
        hint: 'E-mail addresses that are told of an alarm.',
        placeholder: 'model-owners@example.com',
      },
    ],
    more: MEASUREMENT_FIELDS,
  },
};
