/** A header holds letters of Latin-1 only. */
const UNSENDABLE = /[^\x20-\x7e\xa0-\xff]/g;

/** Why a change is made, as it is sent with it; nothing where nothing was said. */
export function reasonHeader(reason: string): Readonly<Record<string, string>> {
  const text = reason.trim().replaceAll(UNSENDABLE, '?');
  return text === '' ? {} : { 'change-reason': text };
}
