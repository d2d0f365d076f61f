import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sha256Fingerprint } from '../../../shared/adapters/ids/sha256-fingerprint.ts';
import { FLEET_ID_PATTERN } from '../../../shared/domain/fleet/fleet.ts';
import { fleetJobId } from '../../../shared/domain/fleet/fleet-job-id.ts';
import { isJobId } from '../../../shared/domain/job/job-id.ts';

const fleetIds = fc
  .stringMatching(/^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$/)
  .filter((id) => FLEET_ID_PATTERN.test(id));
const modelIds = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/);

describe('the id of a fleet’s job', () => {
  test('is made of the fleet and the model', () => {
    expect(fleetJobId('scores', 'churn-eu', sha256Fingerprint)).toBe('scores--churn-eu');
  });

  test('shortens a model that a job id cannot hold', () => {
    expect(fleetJobId('scores', 'churn.eu', sha256Fingerprint)).toMatch(/^scores--churn-eu-[0-9a-f]{12}$/);
    expect(fleetJobId('scores', 'm'.repeat(128), sha256Fingerprint)).toHaveLength(64);
  });

  test('is a job id, and another for another fleet or model', () => {
    fc.assert(
      fc.property(fleetIds, modelIds, fleetIds, modelIds, (fleet, model, otherFleet, otherModel) => {
        const id = fleetJobId(fleet, model, sha256Fingerprint);
        expect(isJobId(id)).toBe(true);
        const isSame = fleet === otherFleet && model === otherModel;
        expect(id === fleetJobId(otherFleet, otherModel, sha256Fingerprint)).toBe(isSame);
      }),
    );
  });

  test('cannot be that of another fleet by where the hyphens stand', () => {
    expect(['a-', 'a--b', '-a', ''].filter((id) => FLEET_ID_PATTERN.test(id))).toEqual([]);
    expect(['a-b', 'a_', 'A1'].filter((id) => FLEET_ID_PATTERN.test(id))).toEqual(['a-b', 'a_', 'A1']);
  });
});
