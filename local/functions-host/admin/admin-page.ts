import type { AdminState, InstanceDetail, InstanceState, TimerState } from './admin-state.ts';
import type { Content } from './html.ts';
import { html, Markup } from './html.ts';
import type { QueueSnapshot } from './queue-snapshot.ts';

const STYLE = new Markup(`
  :root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
  body { max-width: 75rem; margin: 0 auto; padding: 1rem; }
  h1 { font-size: 1.4rem; }
  h2 { font-size: 1.1rem; margin-top: 2rem; }
  table { border-collapse: collapse; width: 100%; }
  th, td {
    text-align: left; vertical-align: top; padding: 0.25rem 0.75rem 0.25rem 0;
    overflow-wrap: anywhere; border-bottom: 1px solid light-dark(#d0d4da, #3c4249);
  }
  pre, code { font: 0.85rem ui-monospace, monospace; white-space: pre-wrap; margin: 0; }
  .Failed, .Terminated, .bad { color: light-dark(#b00020, #ff8a80); }
  .Completed { color: light-dark(#1b6e2f, #81c995); }
  nav a, label { margin-right: 1rem; }
`);

/** The overview of a host. No script, and nothing loaded from anywhere: it works with JavaScript switched off. */
export function renderOverview(state: AdminState, refreshSeconds: number | undefined): string {
  return page('Functions host', refreshSeconds, [
    html`<nav>
      <a href="/admin">Refresh</a><a href="/admin?refresh=5">Refresh every 5 s</a
      ><a href="/admin/state.json">JSON</a>
    </nav>`,
    html`<p>At ${state.at}</p>`,
    section('Timers', ['Timer', 'Schedule (UTC)', 'Last', 'Next', 'By hand'], state.timers.map(timerRow)),
    ...(state.queues === undefined ? [] : queueSections(state.queues)),
    section(
      'Orchestrations, newest first',
      ['Instance', 'Orchestrator', 'Status', 'Created', 'Last changed'],
      state.instances.map(instanceRow),
    ),
    html`<form method="get" action="/admin">
      <label>Status <input name="runtimeStatus" placeholder="Running,Failed" /></label>
      <label>Id begins with <input name="instanceIdPrefix" /></label>
      <button>Show</button>
    </form>`,
    section(
      'Functions',
      ['Function', 'Trigger', 'Binding'],
      state.functions.map(({ name, trigger, detail }) => row([name, trigger, html`<code>${detail}</code>`])),
    ),
  ]);
}

export function renderInstance(instanceId: string, { status, open, history }: InstanceDetail): string {
  const json = `/admin/instances/${encodeURIComponent(instanceId)}/state.json`;
  const facts = Object.entries(status).map(([name, value]) =>
    row([name, html`<pre>${typeof value === 'string' ? value : toJson(value)}</pre>`]),
  );
  return page(instanceId, undefined, [
    html`<nav><a href="/admin">All</a><a href="${json}">JSON</a></nav>`,
    section('Status', ['Property', 'Value'], facts),
    section(
      'Waits for',
      ['Task'],
      open.map((text) => row([text])),
    ),
    section('History', ['At', 'Event', 'Details'], history.map(historyRow)),
  ]);
}

/** Says in a page what went wrong, or what was refused. */
export function renderMessage(title: string, message: string): string {
  return page(title, undefined, [
    html`<p class="bad">${message}</p>`,
    html`<p><a href="/admin">Back</a></p>`,
  ]);
}

function page(title: string, refreshSeconds: number | undefined, content: readonly Markup[]): string {
  const refresh =
    refreshSeconds === undefined
      ? undefined
      : html`<meta http-equiv="refresh" content="${refreshSeconds}" />`;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        ${refresh}
        <title>${title}</title>
        <style>
          ${STYLE}
        </style>
      </head>
      <body>
        <h1>${title}</h1>
        ${content}
      </body>
    </html>`.text;
}

function section(title: string, columns: readonly string[], rows: readonly Markup[]): Markup {
  if (rows.length === 0)
    return html`<h2>${title}</h2>
      <p>None.</p>`;
  const heads = columns.map((column) => html`<th scope="col">${column}</th>`);
  return html`<h2>${title}</h2>
    <table>
      <thead>
        <tr>
          ${heads}
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>`;
}

function row(cells: readonly Content[]): Markup {
  return html`<tr>
    ${cells.map((cell) => html`<td>${cell}</td>`)}
  </tr>`;
}

function timerRow({ name, schedule, isRunning, lastAt, nextAt }: TimerState): Markup {
  const run = html`<form method="post" action="/admin/timers/${encodeURIComponent(name)}/run">
    <button>Run now</button>
  </form>`;
  const code = html`<code>${schedule}</code>`;
  return row([name, code, isRunning ? 'running now' : (lastAt ?? 'never'), nextAt ?? 'never', run]);
}

function instanceRow({ instanceId, name, status, createdAt, updatedAt }: InstanceState): Markup {
  const link = html`<a href="/admin/instances/${encodeURIComponent(instanceId)}">${instanceId}</a>`;
  return row([link, name, html`<span class="${status}">${status}</span>`, createdAt, updatedAt]);
}

function historyRow({ Timestamp, EventType, ...rest }: Readonly<Record<string, unknown>>): Markup {
  const details = Object.keys(rest).length === 0 ? undefined : html`<pre>${toJson(rest)}</pre>`;
  return row([String(Timestamp), String(EventType), details]);
}

function queueSections(queues: readonly QueueSnapshot[]): Markup[] {
  const rows = queues.map(({ name, active, scheduled, locked, deferred, deadLettered }) =>
    row([name, active, scheduled, locked, deferred, deadLettered]),
  );
  const dead = queues.flatMap(({ name, deadLetters = [] }) =>
    deadLetters.map((letter) =>
      row([
        name,
        letter.messageId,
        html`${letter.reason} ${letter.description}`,
        letter.deliveryCount,
        letter.enqueuedAt?.toISOString(),
        html`<pre>${letter.body}</pre>`,
      ]),
    ),
  );
  const columns = ['Queue', 'Active', 'Scheduled', 'Locked', 'Deferred', 'Dead letters'];
  return [
    section('Queues', columns, rows),
    section('Dead letters', ['Queue', 'Message', 'Reason', 'Deliveries', 'Enqueued', 'Body'], dead),
  ];
}

function toJson(value: unknown): string {
  return value === undefined ? '' : JSON.stringify(value, null, 1);
}
