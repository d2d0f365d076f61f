import { requiredText } from '../../command/parameters.ts';

export const rule = requiredText('id of the rule', { placeholder: 'rule' });
