/** Where a command writes to. */
export interface Output {
  readonly isTty: boolean;
  /** Characters a line of the terminal has; undefined where it is none. */
  readonly columns: number | undefined;
  write(text: string): void;
}

/** What the command line has around it; tests bring their own. */
export interface Surroundings {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly stdin: { readonly isTty: boolean; readAll(): Promise<string> };
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly homeFolder: string;
  /** Of the machine's account; stands as author where a server does not know its caller. */
  readonly userName: string;
  /** IANA name of the machine's zone. */
  readonly timeZone: string;
  readonly versions: { readonly cli: string; readonly node: string };
  readonly fetch: typeof fetch;
  /** Aborted when the user interrupts. */
  readonly interrupted: AbortSignal;
  /** Epoch ms. */
  now(): number;
  pause(ms: number): Promise<void>;
  uniqueId(): string;
  /** Asks on the terminal; only where `stdin` is one. */
  ask(question: string): Promise<string>;
  /** The same, without showing what is typed. */
  askSecret(question: string): Promise<string>;
  /** Opens the user's editor on a text, and gives what was saved. Throws CommandFailed where it cannot. */
  edit(text: string): Promise<string>;
}
