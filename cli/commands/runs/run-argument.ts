import { requiredText } from '../../command/parameters.ts';

export const run = requiredText('id of the run', { placeholder: 'run' });
