import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { sendText } from './answers.ts';
import { BadRequest, parseReportRequest } from './report-request.ts';
import type { ReportService } from './report-service.ts';

/** The service over HTTP, not yet listening. */
export function createReportHttpServer(service: ReportService, log: (line: string) => void): Server {
  // Longer than clients keep a connection for reuse: one closed at the moment it is used again is an error there.
  return createServer({ keepAliveTimeout: 120_000 }, (request, response) => {
    answer(service, request, response).catch((error: unknown) => {
      log(`${request.method ?? ''} ${request.url ?? ''}: ${String(error)}`);
      refuse(error, response);
    });
  });
}

async function answer(service: ReportService, request: IncomingMessage, response: ServerResponse) {
  await service.answer(parseReportRequest(request.method ?? '', request.url ?? ''), response);
}

function refuse(error: unknown, response: ServerResponse): void {
  if (response.headersSent) {
    response.destroy();
  } else if (error instanceof BadRequest) {
    sendText(response, { status: error.status, text: error.message, headers: error.headers });
  } else {
    sendText(response, { status: 500, text: `Fault in the report server: ${String(error)}` });
  }
}
