import { describe, expect, test } from 'vitest';
import { BadRequest, parseReportRequest } from '../../../local/report-server/report-request.ts';

describe('parseReportRequest', () => {
  test.each(['GET', 'POST'])('takes a request for a report by %s', (method) => {
    expect(parseReportRequest(method, '/request_report?offset=12&resource=loans')).toEqual({
      kind: 'request-report',
      resource: 'loans',
      offset: 12,
    });
  });

  test('takes the path for the resource and 0 for the offset where they are not said', () => {
    expect(parseReportRequest('GET', '/request_report')).toEqual({
      kind: 'request-report',
      resource: '/request_report',
      offset: 0,
    });
  });

  test('decodes the ticket of a get', () => {
    expect(parseReportRequest('GET', '/get_report/a%2Fb%25c%20%C3%BC')).toEqual({
      kind: 'get-report',
      ticket: 'a/b%c ü',
    });
  });

  test.each([
    ['GET', '/request_report?offset=-1', 400, /offset must be .* '-1'/],
    ['GET', '/request_report?offset=1.5', 400, /offset must be/],
    ['GET', '/request_report?offset=', 400, /offset must be/],
    ['GET', '/request_report?offset=100000000001', 400, /offset must be/],
    ['GET', '/request_report?offset=1&offset=2', 400, /'offset' is there twice/],
    ['GET', '/request_report?offest=1', 400, /'offest' is not known/],
    ['GET', '/request_report?resource=', 400, /resource must be/],
    ['GET', '/get_report/%E0%A4%A', 400, /'%E0%A4%A' is not percent-encoded/],
    ['GET', '/get_report/a/b', 404, /nothing at \/get_report\/a\/b/],
    ['GET', '/', 404, /nothing at \//],
    ['DELETE', '/request_report', 405, /GET or POST; it is DELETE/],
    ['POST', '/get_report/t', 405, /GET; it is POST/],
    ['HEAD', '/stats', 405, /GET; it is HEAD/],
  ])('refuses %s %s with %i', (...[method, url, status, message]) => {
    const error = errorOf(() => parseReportRequest(method, url));

    expect(error.status).toBe(status);
    expect(error.message).toMatch(message);
  });
});

function errorOf(parse: () => unknown): BadRequest {
  try {
    parse();
  } catch (error) {
    if (error instanceof BadRequest) return error;
    throw error;
  }
  throw new Error('Nothing was thrown.');
}
