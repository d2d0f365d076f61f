import { expect, test } from 'vitest';
import { incidentToDocument, subjectToDocument } from '../../../shared/adapters/cosmos/incident-document.ts';
import { exampleIncident, exampleSubject } from '../../support/example-alert.ts';

const DAY = 24 * 60 * 60;

test('an incident expires so long after it was resolved, and not before', () => {
  expect(incidentToDocument(exampleIncident(), 90 * DAY)).not.toHaveProperty('ttl');
  expect(incidentToDocument(exampleIncident({ state: 'resolved' }), 90 * DAY)).toHaveProperty(
    'ttl',
    90 * DAY,
  );
});

test('what never recovers is kept for a year after its last cause, and not for ever', () => {
  expect(subjectToDocument(exampleSubject(), 90 * DAY)).toHaveProperty('ttl', 455 * DAY);
  expect(subjectToDocument(exampleSubject({ state: 'recovered' }), 90 * DAY)).toHaveProperty('ttl', 90 * DAY);
});
