const STRICT = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const LENIENT = new TextDecoder('utf-8', { ignoreBOM: true });

/** The text of some UTF-8 bytes, or undefined when they are no UTF-8. */
export function decodeText(bytes: Uint8Array): string | undefined {
  try {
    return STRICT.decode(bytes);
  } catch {
    return undefined;
  }
}

/** The text of some bytes for people to read; what is no UTF-8 becomes U+FFFD. */
export function decodeForDisplay(bytes: Uint8Array): string {
  return LENIENT.decode(bytes);
}
