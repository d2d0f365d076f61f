import rhea from 'rhea';
import type { ModifiedProperties } from '../broker/queued-message.ts';
import { entriesOf } from './amqp-values.ts';
import { SECTION, splitSections } from './message-sections.ts';

/** Application properties that a receiver sets, each encoded as AMQP; null ones are left out. */
export function encodeProperties(properties: Readonly<Record<string, unknown>>): ModifiedProperties {
  const given = Object.entries(properties).filter(([, value]) => value !== null && value !== undefined);
  // rhea writes values only inside a message, so one is written and its section taken out.
  const encoded = rhea.message.encode({ application_properties: Object.fromEntries(given), body: null });
  const section = splitSections(encoded).find(
    ({ descriptor }) => descriptor === SECTION.applicationProperties,
  );
  if (section === undefined) return new Map();
  const entries = entriesOf(encoded, section.valueStart);
  return new Map([...entries].map(([name, value]) => [name, Buffer.from(value)]));
}
