/*
 * Nothing secret leaves in telemetry: not in lines of the console, not in spans, log records or metrics, not in what the host
 * logs for us. What is secret is known in two ways: the values of the settings that hold secrets, wherever they turn up, and
 * the forms that secrets have (tokens, keys, signatures), whoever they belong to. Rather too much is taken out than too little.
 */

/** Takes the secrets out of a text. */
export type Redact = (text: string) => string;

export interface Redactor {
  readonly redact: Redact;
  /** The same for all texts of a value, however deep; what is named like a secret goes whole. Ends at a depth of 6. */
  readonly redactValue: (value: unknown) => unknown;
}

type Environment = Readonly<Record<string, string | undefined>>;

const REDACTED = '[redacted]';

/** Settings whose whole value is a secret, besides those that hold one in a connection string. */
const SECRET_SETTING =
  /^SECRETS__|secret|password|passwd|(account|private|access|api|shared)_?key|token|_HEADERS$/i;
const SECRET_FIELD =
  /^(authorization|proxy-authorization|cookie|set-cookie)$|secret|password|passwd|(account|private|access|api|shared|functions)[-_]?key$|token$|connection_?string$/i;

/** The parts of a connection string that open something. */
const SECRET_PART =
  /(?:accountkey|sharedaccesskey|sharedaccesssignature|accesskey|password|pwd|clientsecret)\s*=\s*([^;]+)/gi;

/** A shorter text would turn up by chance, and lines would become unreadable; no such secret keeps anybody out. */
const SHORTEST = 6;

/** How deep a value is looked into; what lies deeper is left out. */
const DEEPEST = 6;

/**
 * Forms of secrets. `$1` of each stays: it says what was taken out. A text without any of these pieces is left alone, which
 * nearly all are: the check is one pass. What may begin anywhere in a text has a longest length: without one the time would
 * grow with the square of the text's, and whoever can have a text logged could stop the process.
 */
const FORMS: readonly RegExp[] = [
  // PEM, its line ends written out or as \n; also one that has been cut off.
  /(-----BEGIN [A-Z ]*PRIVATE KEY-----)[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
  // RFC 9110, 11.4: what follows the scheme. In plain words `Basic` is followed by a word, not by base64.
  /(\b(?:bearer|sharedkey|sharedaccesssignature)[ +:]+)(?=\S{6})(?!tokens?\b|\[redacted\])[^\s"',;]+/gi,
  /(\b[Bb]asic +)(?=[^\s"',;]*[A-Z0-9=])[A-Za-z0-9+/=_-]{6,}/g,
  // Header fields and members of JSON or of an inspected object, in whatever quotes.
  /(["']?\b(?:authorization|x-functions-key|dd-api-key|api-?key|x-api-key|client_?secret|password|passwd|private_?key|access_?token|refresh_?token|id_?token)\b\\?["']?\s*[:=]\s*\\?["']?)(?!\[redacted\]|bearer |basic )[^\s"',;&\\}]+/gi,
  // Connection strings of Azure.
  /(\b(?:accountkey|sharedaccesskey|sharedaccesssignature|accesskey|pwd)\s*=\s*)[^;\s"']+/gi,
  // Queries: signatures, codes and keys of whatever service.
  /([?&](?:sig|signature|code|key|token|access_token|api_?key|subscription-key|secret|password|x-amz-signature|x-amz-security-token|x-goog-signature)=)[^&\s"'#]+/gi,
  // User and password of a URL.
  /(\b[a-z][a-z0-9+.-]{0,30}:\/\/)[^\s/@:"']*:[^\s/@"']+(?=@)/gi,
  // Incoming webhooks of Slack and Teams: whoever knows the address may write.
  /(https:\/\/(?:hooks\.slack(?:-gov)?\.com|[a-z0-9.-]{0,250}webhook\.office(?:365)?\.com|discord(?:app)?\.com\/api\/webhooks)\/)[^\s"']+/gi,
  // JSON Web Tokens, and this app's own keys.
  /(\b)eyJ[A-Za-z0-9_-]{8,2000}\.[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]*)*/g,
  /(\bek_[0-9a-f]{16}_)[A-Za-z0-9_-]{20,}/g,
  // Signing keys of Standard Webhooks.
  /(\bwhsec_)[A-Za-z0-9+/=_-]{16,}/g,
];

/** All of the above at a glance; one that says yes wrongly costs time only. */
const SUSPECT =
  /PRIVATE KEY|bearer|basic|sharedkey|sharedaccess|authorization|key|secret|passw|token|pwd|[?&](?:sig|code)|signature|:\/\/[^\s/]*@|hooks\.slack|webhook|eyJ|\bek_|whsec_/i;

/** Knows the secrets among the settings; the settings are read once. */
export function createRedactor(environment: Environment): Redactor {
  const secrets = secretsOf(environment);
  const known = secrets.length === 0 ? undefined : new RegExp(secrets.map(asPattern).join('|'), 'g');
  const redact: Redact = (text) => {
    const safe = known === undefined ? text : text.replace(known, REDACTED);
    if (!SUSPECT.test(safe)) return safe;
    return FORMS.reduce((left, form) => left.replace(form, `$1${REDACTED}`), safe);
  };
  return { redact, redactValue: (value) => redactDeep(value, redact, 0) };
}

/** The text itself, whatever its characters mean in a pattern. */
function asPattern(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`);
}

/** The longest first: one may be a part of another. */
function secretsOf(environment: Environment): string[] {
  const secrets = Object.entries(environment).flatMap(([name, value]) =>
    value === undefined ? [] : secretsIn(name, value),
  );
  const forms = secrets.flatMap((text) => [
    text,
    encodeURIComponent(text),
    JSON.stringify(text).slice(1, -1),
  ]);
  const long = new Set(forms.filter(({ length }) => length >= SHORTEST));
  return [...long].sort((a, b) => b.length - a.length);
}

function secretsIn(name: string, value: string): string[] {
  const parts = [...value.matchAll(SECRET_PART)].map(([, part = '']) => part.trim());
  // A reference that the platform has not resolved is no secret.
  if (!SECRET_SETTING.test(name) || value.startsWith('@Microsoft.KeyVault(')) return parts;
  if (/_HEADERS$/i.test(name)) return [...parts, ...headerValues(value)];
  return [...parts, value, value.replaceAll('\\n', '\n'), ...value.split(/\n|\\n/).filter(isBase64Line)];
}

/** Of `name=value,name=value`, percent-encoded: as they are written, as they are sent, and without a scheme before them. */
function headerValues(headers: string): string[] {
  return headers.split(',').flatMap((header) => {
    const written = header.slice(header.indexOf('=') + 1).trim();
    const sent = written.replaceAll('%20', ' ');
    return [written, sent, sent.slice(sent.lastIndexOf(' ') + 1)];
  });
}

/** A line of a key tells enough of it. */
function isBase64Line(line: string): boolean {
  return /^[A-Za-z0-9+/=]{32,}$/.test(line);
}

function redactDeep(value: unknown, redact: Redact, depth: number): unknown {
  switch (typeof value) {
    case 'string':
      return redact(value);
    case 'bigint':
      return String(value);
    case 'function':
    case 'symbol':
      return undefined;
    case 'object':
      return value === null ? null : redactObject(value, redact, depth);
    case 'number':
    case 'boolean':
    case 'undefined':
      return value;
  }
}

function redactObject(value: object, redact: Redact, depth: number): unknown {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (value instanceof URL) return redact(value.href);
  if (value instanceof Error) return redact(`${value.name}: ${value.message}`);
  if (depth === DEEPEST) return '…';
  if (Array.isArray(value)) return value.map((item) => redactDeep(item, redact, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]: [string, unknown]) => [
      redact(name),
      SECRET_FIELD.test(name) && holdsText(inner) ? REDACTED : redactDeep(inner, redact, depth + 1),
    ]),
  );
}

/** A list of cookies is as secret as one. */
function holdsText(value: unknown): boolean {
  return typeof value === 'string' || (typeof value === 'object' && value !== null);
}
