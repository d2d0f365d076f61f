import type { TokenCredential } from '@azure/identity';
import type { Clock } from '../../application/ports/environment.ts';

export interface CommunicationOptions {
  /** `https://<resource>.<region>.communication.azure.com`. */
  readonly endpoint: string;
  /** An address of a domain that the resource has verified. */
  readonly sender: string;
  readonly credential: TokenCredential;
  readonly clock: Clock;
  /** PEM of the certificate authorities to believe in place of the well-known ones. */
  readonly authorities?: string;
  readonly times?: CommunicationTimes;
}

/** In ms. */
export interface CommunicationTimes {
  /** Of all that a mail takes: less than a minute. */
  readonly totalMs: number;
  /** Between two questions what became of it. */
  readonly pollMs: number;
}
