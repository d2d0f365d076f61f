import { generateKeyPairSync, sign } from 'node:crypto';

export interface SelfMadeCertificate {
  /** PEM, PKCS #8. */
  readonly key: string;
  /** PEM; its own authority. */
  readonly cert: string;
}

/** A certificate (X.509 version 3, RFC 5280) for one DNS name, signed by its own new key; valid from 2020 to 2049. */
export function makeCertificate(name: string): SelfMadeCertificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const issuer = sequence(tlv(SET, sequence(objectId(COMMON_NAME), tlv(UTF8_STRING, Buffer.from(name)))));
  const algorithm = sequence(objectId(ECDSA_WITH_SHA256));
  const content = sequence(
    tlv(0xa0, tlv(INTEGER, Buffer.from([2]))),
    tlv(INTEGER, Buffer.from([1])),
    algorithm,
    issuer,
    sequence(tlv(UTC_TIME, Buffer.from('200101000000Z')), tlv(UTC_TIME, Buffer.from('491231235959Z'))),
    issuer,
    publicKey.export({ type: 'spki', format: 'der' }),
    tlv(0xa3, sequence(alternativeName(name))),
  );
  const signature = sign('sha256', content, privateKey);
  const der = sequence(content, algorithm, tlv(BIT_STRING, Buffer.concat([Buffer.from([0]), signature])));
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${der.toString('base64')}\n-----END CERTIFICATE-----\n`,
  };
}

function alternativeName(name: string): Buffer {
  const dnsName = tlv(0x82, Buffer.from(name));
  return sequence(objectId(SUBJECT_ALTERNATIVE_NAME), tlv(OCTET_STRING, sequence(dnsName)));
}

// Tags of X.690 and object identifiers in their encoded form.
const INTEGER = 0x02;
const BIT_STRING = 0x03;
const OCTET_STRING = 0x04;
const OBJECT_IDENTIFIER = 0x06;
const UTF8_STRING = 0x0c;
const UTC_TIME = 0x17;
const SEQUENCE = 0x30;
const SET = 0x31;
const COMMON_NAME = '550403';
const SUBJECT_ALTERNATIVE_NAME = '551d11';
const ECDSA_WITH_SHA256 = '2a8648ce3d040302';

function sequence(...parts: readonly Buffer[]): Buffer {
  return tlv(SEQUENCE, Buffer.concat(parts));
}

function objectId(encoded: string): Buffer {
  return tlv(OBJECT_IDENTIFIER, Buffer.from(encoded, 'hex'));
}

/** Type, length, content; the length in as few bytes as it needs. */
function tlv(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const bytes = length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...(length < 0x80 ? [length] : bytes)]), content]);
}
