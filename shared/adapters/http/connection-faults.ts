import { OutgoingFault } from '../../application/ports/outgoing-http.ts';

/** What OpenSSL and Node say of a certificate that is not believed; Node's `tls` documentation lists them. */
const CERTIFICATE = /CERT|SELF_SIGNED|ALTNAME|ISSUER|UNABLE_TO_|HOSTNAME_MISMATCH/;
/** Not TLS at all, or nothing in common. */
const TLS = /^(ERR_SSL|ERR_TLS|EPROTO)/;

/** Why no connection came about, or no head over it. Certificates and protocols do not mend themselves. */
export function toConnectionFault(error: unknown, host: string): OutgoingFault {
  if (error instanceof OutgoingFault) return error;
  const code = codeOf(error);
  if (CERTIFICATE.test(code)) {
    const message = `The certificate of ${host} is not valid for it (${code}).`;
    return new OutgoingFault('connection-failed', message, { isTransient: false, cause: error });
  }
  if (code.startsWith('HPE_')) {
    // Not as a cause: the error of the parser holds what was received.
    const message = `${host} does not answer in HTTP/1.1 (${code}).`;
    return new OutgoingFault('connection-failed', message, { isTransient: false });
  }
  const message = `The connection to ${host} failed (${code}).`;
  return new OutgoingFault('connection-failed', message, { isTransient: !TLS.test(code), cause: error });
}

/** Why a body ended before its end. */
export function toBodyFault(error: unknown): OutgoingFault {
  return new OutgoingFault('truncated', `The answer ended before its end (${codeOf(error)}).`);
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown';
}
