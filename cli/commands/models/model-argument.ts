import { requiredText } from '../../command/parameters.ts';

export const model = requiredText('id of the model', { placeholder: 'model' });
