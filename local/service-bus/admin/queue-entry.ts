import type { QueueView } from './service-bus-admin.ts';

/**
 * A queue as the administration of Service Bus tells of it: an Atom entry, in which `ServiceBusAdministrationClient` looks for
 * its counts. Messages that a receiver holds are active there. The queue's settings are left out.
 */
export function queueEntry({ name, counts }: QueueView): string {
  const { active, locked, deferred, scheduled, deadLettered } = counts;
  const waiting = active + locked + deferred;
  // Queues have no more dates here.
  const instants = ['CreatedAt', 'UpdatedAt', 'AccessedAt'].map(
    (date) => `<${date}>1970-01-01T00:00:00Z</${date}>`,
  );
  return [
    '<entry xmlns="http://www.w3.org/2005/Atom">',
    `<id>https://localhost/${encodeURIComponent(name)}?api-version=2021-05</id>`,
    '<content type="application/xml">',
    '<QueueDescription xmlns="http://schemas.microsoft.com/netservices/2010/10/servicebus/connect">',
    `<SizeInBytes>0</SizeInBytes><MessageCount>${waiting + scheduled + deadLettered}</MessageCount>`,
    ...instants.slice(0, 2),
    '<CountDetails xmlns:d2p1="http://schemas.microsoft.com/netservices/2011/06/servicebus">',
    `<d2p1:ActiveMessageCount>${waiting}</d2p1:ActiveMessageCount>`,
    `<d2p1:DeadLetterMessageCount>${deadLettered}</d2p1:DeadLetterMessageCount>`,
    `<d2p1:ScheduledMessageCount>${scheduled}</d2p1:ScheduledMessageCount>`,
    '<d2p1:TransferMessageCount>0</d2p1:TransferMessageCount>',
    '<d2p1:TransferDeadLetterMessageCount>0</d2p1:TransferDeadLetterMessageCount>',
    '</CountDetails>',
    ...instants.slice(2),
    '</QueueDescription></content></entry>',
  ].join('');
}
