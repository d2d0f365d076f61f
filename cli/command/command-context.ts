import { ApiClient } from '../api/api-client.ts';
import { Printer } from '../output/printer.ts';
import { findConnection, type Connection } from '../settings/connection.ts';
import type { Surroundings } from '../surroundings.ts';
import { BadUsage, CommandFailed } from './failures.ts';
import type { CommandUsage } from './command-usage.ts';

/** The options that every command has. */
export interface GlobalOptions {
  readonly server?: string | undefined;
  readonly token?: string | undefined;
  readonly author?: string | undefined;
  readonly json: boolean;
  readonly csv: boolean;
  readonly utc: boolean;
  readonly yes: boolean;
}

/** What a command works with. */
export class CommandContext {
  readonly around: Surroundings;
  readonly out: Printer;
  readonly options: GlobalOptions;
  /** Every command, for completion. */
  readonly commands: readonly CommandUsage[];
  #api: Promise<ApiClient> | undefined;

  constructor(options: GlobalOptions, around: Surroundings, commands: readonly CommandUsage[]) {
    this.around = around;
    this.options = options;
    this.commands = commands;
    this.out = new Printer({
      ...{ stdout: around.stdout, stderr: around.stderr },
      format: formatOf(options),
      hasColours: around.stdout.isTty && (around.env['NO_COLOR'] ?? '') === '',
      timeZone: options.utc ? 'UTC' : around.timeZone,
    });
  }

  /** Throws BadUsage where the server's address or the token cannot be used. */
  connection(): Promise<Connection> {
    return findConnection(this.options, this.around);
  }

  /** The server's API. Throws as `connection`. */
  api(): Promise<ApiClient> {
    this.#api ??= this.connection().then(({ server, token }) => this.clientOf(server, token));
    return this.#api;
  }

  clientOf(server: string, token: string | undefined): ApiClient {
    const note = (text: string): void => {
      this.out.note(text);
    };
    return new ApiClient({ server, token, around: this.around, note });
  }

  /**
   * Who makes a change, for its body: nobody where the server knows its caller by the token, else who the options, the
   * environment or the machine's account say.
   */
  async author(): Promise<{ readonly author?: string }> {
    if (this.options.author !== undefined) return { author: this.options.author };
    if ((await this.api()).isIdentified) return {};
    return { author: this.around.env['EVENKEEL_AUTHOR'] ?? this.around.userName };
  }

  /** Who and why, for the body of a change. Asks for the reason on a terminal; throws BadUsage elsewhere. */
  async actor(reason: string | undefined): Promise<{ readonly author?: string; readonly reason: string }> {
    return { ...(await this.author()), reason: reason ?? (await this.#askReason()) };
  }

  /** The header that says why, of changes whose body is what they change to. Throws BadUsage for what no header has. */
  reasonHeader(reason: string | undefined): Readonly<Record<string, string>> {
    if (reason === undefined) return {};
    if (!/^[\u0020-\u007e\u00a0-\u00ff]*$/.test(reason)) {
      throw new BadUsage('--reason goes into a header here: it may have the letters of Latin-1 only');
    }
    return { 'change-reason': reason };
  }

  async #askReason(): Promise<string> {
    if (!this.around.stdin.isTty) throw new BadUsage('--reason is required');
    const reason = (await this.around.ask('Reason: ')).trim();
    if (reason === '') throw new BadUsage('--reason is required');
    return reason;
  }

  /** Has the user agree to what cannot be undone. Throws CommandFailed when they do not, BadUsage where nobody can be asked. */
  async confirm(question: string): Promise<void> {
    if (this.options.yes) return;
    if (!this.around.stdin.isTty) throw new BadUsage(`${question} Say so with --yes.`);
    const answer = await this.around.ask(`${question} [y/N] `);
    if (!/^y(es)?$/i.test(answer.trim())) throw new CommandFailed('Nothing was done.');
  }
}

function formatOf({ json, csv }: GlobalOptions): 'people' | 'json' | 'csv' {
  if (json && csv) throw new BadUsage('--json and --csv exclude each other');
  if (json) return 'json';
  return csv ? 'csv' : 'people';
}
