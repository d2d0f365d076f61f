import { requiredText } from '../../command/parameters.ts';

export const incident = requiredText('id of the incident', { placeholder: 'incident' });
