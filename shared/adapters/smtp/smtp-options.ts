export interface SmtpOptions {
  readonly host: string;
  readonly port: number;
  /** `none` is for a server on this machine alone. */
  readonly security: 'starttls' | 'tls' | 'none';
  readonly login?: { readonly user: string; readonly password: string };
  /** `alerts@example.com`, or with a name: `Evenkeel <alerts@example.com>`. */
  readonly from: string;
  /** PEM of the certificate authorities to believe in place of the well-known ones. */
  readonly authorities?: string;
  readonly times?: SmtpTimes;
}

/** In ms; all of a mail has to be over within a minute. */
export interface SmtpTimes {
  readonly connectMs: number;
  /** From the connection to the server's first line. */
  readonly greetingMs: number;
  /** Longest silence of the server. */
  readonly silenceMs: number;
  readonly totalMs: number;
}
