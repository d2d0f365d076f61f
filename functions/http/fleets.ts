import type { HttpResponseInit } from '@azure/functions';
import type { ChangedSince } from '../../shared/application/changed-since.ts';
import type {
  ChangeOverride,
  ChangeOverrideOutcome,
} from '../../shared/application/fleet/change-overrides.ts';
import type { DeleteFleet } from '../../shared/application/fleet/delete-fleet.ts';
import type { PreviewedJob, PreviewFleet } from '../../shared/application/fleet/preview-fleet.ts';
import {
  fleetSubject,
  type SaveFleet,
  type SaveFleetOutcome,
} from '../../shared/application/fleet/save-fleet.ts';
import type { TendFleet } from '../../shared/application/fleet/tend-fleet.ts';
import type { Clock } from '../../shared/application/ports/environment.ts';
import type { FleetStore } from '../../shared/application/ports/fleet-store.ts';
import type { JobStore } from '../../shared/application/ports/job-store.ts';
import type { ExpectedVersions } from '../../shared/application/save-calendar.ts';
import { toFleetDefinition } from '../../shared/contracts/http/fleet-request.ts';
import { fleetSummary } from '../../shared/contracts/http/fleet-view.ts';
import {
  deleteFleetContract,
  deleteOverrideContract,
  listFleetJobsContract,
  listFleetsContract,
  previewFleetContract,
  readFleetContract,
  saveFleetContract,
  saveOverrideContract,
} from '../../shared/contracts/http/fleets.ts';
import { jobSummary } from '../../shared/contracts/http/job-view.ts';
import { toPageRequest } from '../../shared/contracts/http/page-view.ts';
import { streamsOf } from '../../shared/domain/access/caller.ts';
import { InvalidInput } from '../../shared/domain/errors.ts';
import { operation, type Operation } from './api/operation.ts';
import { outdated } from './outdated.ts';
import { notFound, problem } from './problem.ts';
import type { ShowFleet } from './show-fleet.ts';

interface UseCases {
  readonly fleets: Pick<FleetStore, 'get' | 'list'>;
  readonly jobs: Pick<JobStore, 'list'>;
  readonly saveFleet: SaveFleet;
  readonly deleteFleet: DeleteFleet;
  readonly changeOverride: ChangeOverride;
  readonly previewFleet: PreviewFleet;
  readonly tendFleet: TendFleet;
  readonly showFleet: ShowFleet;
  readonly changedSince: ChangedSince;
  readonly clock: Clock;
}

/** What a change of a fleet does of its jobs before it is answered, ms. */
export const TEND_AT_ONCE_MS = 3_000;

/** What is below `/api/fleets`, but for what is asked for all jobs of one. */
export function fleetOperations(useCases: UseCases): readonly Operation[] {
  return [...readingOperations(useCases), ...definingOperations(useCases), ...overrideOperations(useCases)];
}

function readingOperations({ fleets, jobs, showFleet }: UseCases): readonly Operation[] {
  return [
    operation(listFleetsContract, async ({ query: { limit, cursor, ...named }, caller }) => {
      const valueStreams = streamsOf(caller, 'reader');
      const filter = valueStreams === undefined ? named : { ...named, valueStreams };
      const page = await fleets.list(filter, toPageRequest({ limit, cursor }));
      const items = await Promise.all(page.items.map(async (fleet) => fleetSummary(await showFleet(fleet))));
      return { jsonBody: { ...page, items } };
    }),

    operation(readFleetContract, async ({ path: { fleetId } }) => {
      const stored = await fleets.get(fleetId);
      if (stored === undefined) return notFound('fleet', fleetId);
      return { headers: { etag: stored.version }, jsonBody: await showFleet(stored.value) };
    }),

    operation(listFleetJobsContract, async ({ path: { fleetId }, query: { status, text, ...page } }) => {
      const stored = await fleets.get(fleetId);
      if (stored === undefined) return notFound('fleet', fleetId);
      const { valueStream } = stored.value;
      const filter = {
        ...{ fleetId, valueStream },
        ...(status === undefined ? {} : { states: [status] }),
        ...(text === undefined ? {} : { text }),
      };
      const found = await jobs.list(filter, toPageRequest(page));
      return { jsonBody: { ...found, items: found.items.map(jobSummary) } };
    }),
  ];
}

function definingOperations(useCases: UseCases): readonly Operation[] {
  const { fleets, saveFleet, deleteFleet, previewFleet, tendFleet, showFleet, changedSince, clock } =
    useCases;
  return [
    operation(saveFleetContract, async ({ path: { fleetId }, body, ...call }) => {
      assertSameId(body.fleetId, fleetId);
      const saved = await saveFleet(toFleetDefinition(fleetId, body), call.ifMatch, call.actor());
      return afterSaving(useCases, saved, { fleetId, expected: call.ifMatch });
    }),

    operation(deleteFleetContract, async ({ path: { fleetId }, query: { jobs }, ...call }) => {
      const { outcome } = await deleteFleet({ fleetId, jobs }, call.ifMatch, call.actor());
      if (outcome === 'not-found') return notFound('fleet', fleetId);
      if (outcome === 'version-mismatch') return refuse(changedSince, fleetId, call.ifMatch);
      await tendFleet(fleetId, clock.now() + TEND_AT_ONCE_MS);
      const left = await fleets.get(fleetId);
      if (left === undefined) return { status: 204 };
      return { status: 202, jsonBody: await showFleet(left.value) };
    }),

    operation(previewFleetContract, async ({ path: { fleetId }, query: { limit }, body }) => {
      assertSameId(body.fleetId, fleetId);
      const preview = await previewFleet(toFleetDefinition(fleetId, body), limit);
      return { jsonBody: { ...preview, jobs: preview.jobs.map(previewedView) } };
    }),
  ];
}

function overrideOperations(useCases: UseCases): readonly Operation[] {
  const { changeOverride } = useCases;
  return [
    operation(saveOverrideContract, async ({ path, body: override, ...call }) => {
      const changed = await changeOverride({ ...path, override }, call.ifMatch, call.actor());
      return afterSaving(useCases, changed, { ...path, expected: call.ifMatch });
    }),

    operation(deleteOverrideContract, async ({ path, ...call }) => {
      const changed = await changeOverride(path, call.ifMatch, call.actor());
      return afterSaving(useCases, changed, { ...path, expected: call.ifMatch });
    }),
  ];
}

function previewedView({ issues, ...job }: PreviewedJob) {
  return {
    ...job,
    ...(issues === undefined
      ? {}
      : { errors: issues.map(({ pointer, message }) => ({ pointer, detail: message })) }),
  };
}

function assertSameId(named: string | undefined, fleetId: string): void {
  if (named === undefined || named === fleetId) return;
  const message = `must be '${fleetId}' as in the path, or left out`;
  throw new InvalidInput('The body names another fleet.', [{ pointer: '/fleetId', message }]);
}

interface Asked {
  readonly fleetId: string;
  readonly expected: ExpectedVersions;
}

/** The fleet is saved: that its jobs could not follow at once is no fault of the request. */
async function afterSaving(
  { tendFleet, showFleet, changedSince, clock }: UseCases,
  saved: SaveFleetOutcome | ChangeOverrideOutcome,
  { fleetId, expected }: Asked,
): Promise<HttpResponseInit> {
  switch (saved.outcome) {
    case 'created':
    case 'replaced':
    case 'unchanged': {
      await tendFleet(fleetId, clock.now() + TEND_AT_ONCE_MS).catch(() => undefined);
      const isNew = saved.outcome === 'created';
      const location = isNew ? { location: `/api/fleets/${fleetId}` } : {};
      const headers = { etag: saved.version, ...location };
      return { status: isNew ? 201 : 200, headers, jsonBody: await showFleet(saved.value) };
    }
    case 'not-found':
      return notFound('fleet', fleetId);
    case 'version-mismatch':
      return refuse(changedSince, fleetId, expected);
    case 'version-required':
      return problem({
        ...{ type: 'precondition-required', status: 428, title: 'Say which version is to be replaced.' },
        detail: `Fleet '${fleetId}' is defined otherwise. Read it, and send its ETag as If-Match.`,
      });
    case 'deleting':
      return problem({
        ...{ type: 'conflict', status: 409, title: 'It is being deleted.' },
        detail: `The jobs of fleet '${fleetId}' are being let go. Define it anew when it is gone.`,
      });
  }
}

function refuse(
  changedSince: ChangedSince,
  fleetId: string,
  expected: ExpectedVersions,
): Promise<HttpResponseInit> {
  return outdated(changedSince, { subject: fleetSubject(fleetId), expected, words: `Fleet '${fleetId}' is` });
}
