import autocannon, { type Request } from 'autocannon';
import { distantJob, jobIdOf, loadCase, type LoadCase, type LoadResult } from './load-case.ts';

/*
 * Asks the API from a process of its own, so that it costs the app no more than the core that it takes. What comes is
 * not counted in the first second, in which connections are made.
 */

const options = loadCase.parse(JSON.parse(process.argv[2] ?? '{}'));
const { url, connections } = options;
const request = toRequest(options);
await autocannon({ url, connections, duration: 1, requests: [request] });
const found = await autocannon({ url, connections, duration: options.seconds, requests: [request] });
const result: LoadResult = {
  requests: found.requests.total,
  perSecond: found.requests.average,
  p50Ms: found.latency.p50,
  p99Ms: found.latency.p99,
  failures: found.non2xx + found.errors,
};
process.stdout.write(JSON.stringify(result));

function toRequest({ kind, jobs, prefix }: LoadCase): Request {
  let count = 0;
  switch (kind) {
    case 'list':
      return { method: 'GET', path: '/api/jobs?limit=50' };
    case 'filtered':
      return { method: 'GET', path: '/api/jobs?limit=50&kind=report-collection&sort=-updatedAt' };
    case 'get':
      // A prime stride visits them all in no order.
      return {
        method: 'GET',
        setupRequest: (asked) => ({ ...asked, path: `/api/jobs/${jobIdOf((count++ * 7919) % jobs)}` }),
      };
    case 'create':
      return {
        method: 'POST',
        path: '/api/jobs/schedule',
        headers: { 'content-type': 'application/json' },
        setupRequest: (asked) => ({
          ...asked,
          body: JSON.stringify(distantJob(`${prefix}-${process.pid}-${count++}`)),
        }),
      };
  }
}
