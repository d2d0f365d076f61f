import { requiredText } from '../../command/parameters.ts';

export const job = requiredText('id of the job', { placeholder: 'job' });
