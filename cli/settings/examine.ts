import { ApiRefused } from '../api/api-refused.ts';
import type { OperationPath } from '../../shared/contracts/http/operation-path.ts';
import type { ApiAnswer, ApiClient } from '../api/api-client.ts';
import { health, readMe, readOpenApi } from '../../shared/contracts/http/operation-paths.ts';
import type { CommandContext } from '../command/command-context.ts';
import { CommandFailed } from '../command/failures.ts';
import { fieldAt, isRecord, textAt, wordAt } from '../output/read-field.ts';
import { configPath, isOpenToOthers } from './config-file.ts';
import type { Connection } from './connection.ts';

export interface Finding {
  readonly check: string;
  readonly result: 'ok' | 'warning' | 'fault';
  readonly detail: string;
}

/** Tokens are taken with so much tolerance; a clock that differs by more is told first. */
const MAX_SKEW_MS = 60_000;
const WARN_SKEW_MS = 5_000;

const NEEDED_NODE = 24;

/** Looks at all that the command line needs. Throws nothing that a check can find. */
export async function examine(context: CommandContext): Promise<readonly Finding[]> {
  const { around } = context;
  const configuration = await examineConfiguration(context);
  const versions = [
    { check: 'command line', result: 'ok' as const, detail: around.versions.cli },
    nodeFinding(around.versions.node),
  ];
  if (configuration.connection === undefined) return [...versions, ...configuration.findings];
  return [...versions, ...configuration.findings, ...(await examineServer(context))];
}

function nodeFinding(version: string): Finding {
  const isNew = Number(version.split('.')[0]) >= NEEDED_NODE;
  return { check: 'Node.js', result: isNew ? 'ok' : 'fault', detail: version };
}

async function examineConfiguration(
  context: CommandContext,
): Promise<{ readonly findings: readonly Finding[]; readonly connection?: Connection }> {
  const path = configPath(context.around);
  const check = 'configuration';
  try {
    const connection = await context.connection();
    const isOpen = await isOpenToOthers(path);
    const file: Finding = isOpen
      ? { check, result: 'fault', detail: `others may read ${path}: chmod 600 it` }
      : { check, result: 'ok', detail: path };
    const server: Finding = {
      check: 'server',
      result: 'ok',
      detail: `${connection.server} (from ${connection.serverFrom})`,
    };
    return { findings: [file, server, tokenFinding(connection, context.around.now())], connection };
  } catch (error) {
    return { findings: [{ check, result: 'fault', detail: messageOf(error) }] };
  }
}

function tokenFinding({ token, tokenFrom, expiresAt }: Connection, now: number): Finding {
  const check = 'token';
  if (token === undefined) return { check, result: 'ok', detail: 'none' };
  const isOver = expiresAt !== undefined && Date.parse(expiresAt) <= now;
  if (isOver) return { check, result: 'fault', detail: `has expired at ${expiresAt}: log in again` };
  const until = expiresAt === undefined ? '' : `, until ${expiresAt}`;
  return { check, result: 'ok', detail: `from ${tokenFrom ?? ''}${until}` };
}

async function examineServer(context: CommandContext): Promise<readonly Finding[]> {
  const api = await context.api();
  const { around } = context;
  const askedAt = around.now();
  let answer: ApiAnswer;
  try {
    answer = await api.call(health, { accepts: [503] });
  } catch (error) {
    return [{ check: 'reachable', result: 'fault', detail: messageOf(error) }];
  }
  const answeredAt = around.now();
  return [
    { check: 'reachable', result: 'ok', detail: `in ${answeredAt - askedAt} ms` },
    healthFinding(answer.body),
    clockFinding(answer.headers.get('date'), (askedAt + answeredAt) / 2),
    await asked(api, { operation: readOpenApi, check: 'API', field: 'info.version' }),
    await asked(api, { operation: readMe, check: 'caller', field: 'name' }),
  ];
}

function healthFinding(body: unknown): Finding {
  const checks = fieldAt(body, 'checks');
  const each = isRecord(checks)
    ? Object.entries(checks).map(([name, word]) => `${name}: ${String(word)}`)
    : [];
  const isHealthy = textAt(body, 'status') === 'healthy';
  return { check: 'health', result: isHealthy ? 'ok' : 'fault', detail: each.join(', ') };
}

/** The header has whole seconds, cut off. */
function clockFinding(date: string | null, localMs: number): Finding {
  const serverMs = date === null ? NaN : Date.parse(date) + 500;
  if (Number.isNaN(serverMs))
    return { check: 'clock', result: 'warning', detail: 'the server tells no time' };
  const skewMs = Math.round(localMs - serverMs);
  const detail = `${Math.abs(skewMs / 1000).toFixed(1)} s ${skewMs >= 0 ? 'ahead of' : 'behind'} the server`;
  if (Math.abs(skewMs) > MAX_SKEW_MS) return { check: 'clock', result: 'fault', detail };
  return { check: 'clock', result: Math.abs(skewMs) > WARN_SKEW_MS ? 'warning' : 'ok', detail };
}

async function asked(
  api: ApiClient,
  {
    operation,
    check,
    field,
  }: { readonly operation: OperationPath; readonly check: string; readonly field: string },
): Promise<Finding> {
  try {
    return { check, result: 'ok', detail: wordAt((await api.call(operation)).body, field) };
  } catch (error) {
    const isOld = error instanceof ApiRefused && error.status === 404;
    return isOld
      ? { check, result: 'warning', detail: 'the server does not tell: is it older than this command line?' }
      : { check, result: 'fault', detail: messageOf(error) };
  }
}

function messageOf(error: unknown): string {
  if (error instanceof ApiRefused || error instanceof CommandFailed) return error.message;
  return error instanceof Error ? error.message : String(error);
}
