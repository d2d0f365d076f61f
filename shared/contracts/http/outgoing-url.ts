/** What is wrong with an address that the app is to send requests to: it is shown to who may read what names it. */
export function outgoingUrlFaults(text: string, example: string): readonly string[] {
  const url = URL.parse(text);
  if (url === null) return [`must be a URL, such as ${example}`];
  return [
    ...(url.protocol === 'https:' || url.protocol === 'http:' ? [] : ['must begin with https://']),
    ...(url.username === '' && url.password === '' ? [] : ['must hold no user or password: use a header']),
    ...(url.search === '' && url.hash === '' ? [] : ['must have no "?" and no "#"']),
  ];
}
