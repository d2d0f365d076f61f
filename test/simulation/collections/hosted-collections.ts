import type { LeaseStore } from '../../../shared/application/ports/lease-store.ts';
import {
  OutgoingFault,
  type OutgoingFaultReason,
  type OutgoingHttp,
  type OutgoingRequest,
  type OutgoingResponse,
} from '../../../shared/application/ports/outgoing-http.ts';
import type { ReportStore, ReportWriter } from '../../../shared/application/ports/report-store.ts';
import { checkRequest } from '../../../shared/adapters/http/check-request.ts';
import { Unavailable } from '../../../shared/domain/errors.ts';
import type { SimHost } from '../sim-host.ts';
import { hostedItems } from '../sim-ports.ts';

/** What a collection needs as one process reaches it. */

export function hostedLeases(host: SimHost, leases: LeaseStore): LeaseStore {
  return {
    acquire: (resource, holder) => host.call(() => leases.acquire(resource, holder)),
    renew: (term) => host.call(() => leases.renew(term)),
    writeNotes: (term, notes, condition) => host.call(() => leases.writeNotes(term, notes, condition)),
    readNotes: (term) => host.call(() => leases.readNotes(term)),
    release: (term) => host.call(() => leases.release(term)),
    get: (resource) => host.call(() => leases.get(resource)),
    list: () => hostedItems(host, () => leases.list()),
    break: (resource, options) => host.call(() => leases.break(resource, options)),
  };
}

export function hostedReports(host: SimHost, reports: ReportStore): ReportStore {
  return {
    begin: async (path, term) => hostedWriter(host, await host.call(() => reports.begin(path, term))),
  };
}

/** What comes late here meets a later report: that is to be tried often. */
const COMMIT_HAZARD = 20;

function hostedWriter(host: SimHost, writer: ReportWriter): ReportWriter {
  return {
    write: (chunk) => host.call(() => writer.write(chunk)),
    commit: (identity) => host.call(() => writer.commit(identity), COMMIT_HAZARD),
    abandon: async () => {
      await host.call(() => writer.abandon()).catch(() => undefined);
    },
  };
}

/** Over the internet, with a body whose pieces may take their time. */
export function hostedHttp(
  host: SimHost,
  http: OutgoingHttp,
  { now, drawPauseMs }: { readonly now: () => number; readonly drawPauseMs: () => number },
): OutgoingHttp {
  return {
    send: async (request) => {
      checkRequest(request);
      const startedAt = now();
      request.signal?.throwIfAborted();
      const response = await reach(host, () => http.send(request));
      request.signal?.throwIfAborted();
      if (now() - startedAt > request.headTimeoutMs) throw fault('timed-out');
      return { ...response, body: slowly(host, { request, response, startedAt }, { now, drawPauseMs }) };
    },
  };
}

async function* slowly(
  host: SimHost,
  exchange: {
    readonly request: OutgoingRequest;
    readonly response: OutgoingResponse;
    readonly startedAt: number;
  },
  { now, drawPauseMs }: { readonly now: () => number; readonly drawPauseMs: () => number },
): AsyncGenerator<Uint8Array> {
  const { request, response, startedAt } = exchange;
  for await (const piece of response.body) {
    const pauseMs = drawPauseMs();
    if (pauseMs > 0) await host.pause(Math.min(pauseMs, request.idleTimeoutMs), request.signal);
    request.signal?.throwIfAborted();
    if (pauseMs > request.idleTimeoutMs) throw fault('too-slow');
    yield await reach(host, async () => piece);
    if (now() - startedAt > request.totalTimeoutMs) throw fault('timed-out');
  }
}

/** A call whose failures are those of a connection. */
async function reach<T>(host: SimHost, work: () => Promise<T>): Promise<T> {
  const request = { wasSent: false };
  try {
    return await host.call(async () => {
      request.wasSent = true;
      return work();
    });
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    throw fault(request.wasSent ? 'timed-out' : 'connection-failed', request.wasSent);
  }
}

function fault(reason: OutgoingFaultReason, wasSent = true): OutgoingFault {
  return new OutgoingFault(reason, 'It was simulated.', { wasSent });
}
