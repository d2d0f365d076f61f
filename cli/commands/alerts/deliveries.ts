import { listAlertDeliveries, retryDelivery } from '../../../shared/contracts/http/operation-paths.ts';
import { command } from '../../command/command.ts';
import { all, limit, reason } from '../../command/command-inputs.ts';
import { requiredText } from '../../command/parameters.ts';
import { DELIVERY_COLUMNS } from '../../output/alert-columns.ts';
import { listThings } from '../list-things.ts';
import { incident } from './incident-argument.ts';

export const alertsDeliveries = command({
  name: 'alerts deliveries',
  summary: 'list what was told of an incident to whom, and what was not',
  arguments: { incident },
  options: { limit, all },
  run: async (context, { incident: incidentId, limit: most, all: isWhole }) => {
    await listThings(context, {
      operation: listAlertDeliveries,
      call: { path: { incidentId } },
      columns: DELIVERY_COLUMNS,
      empty: 'Nobody was to be told.',
      ...{ limit: most, all: isWhole },
    });
  },
});

export const alertsRetry = command({
  name: 'alerts retry',
  summary: 'send a message once more that was given up',
  arguments: { incident, delivery: requiredText('id of the delivery', { placeholder: 'delivery' }) },
  options: { reason },
  run: async (context, { incident: incidentId, delivery: deliveryId, reason: why }) => {
    const body = { ...(await context.author()), ...(why === undefined ? {} : { reason: why }) };
    const path = { incidentId, deliveryId };
    const { body: answer } = await (await context.api()).call(retryDelivery, { path, body });
    context.out.done(`Delivery ${deliveryId} is tried again soon.`, answer);
  },
});
