const LINE_FEED = 0x0a;

export type Line = { readonly text: string } | { readonly isTooLong: true };

/**
 * The lines of a UTF-8 text that comes in pieces, without those that are blank; of one that is longer than `maxBytes`
 * only that it is. No more than a line and a piece are held at any time.
 */
export async function* readLines(chunks: AsyncIterable<Uint8Array>, maxBytes: number): AsyncGenerator<Line> {
  let parts: Uint8Array[] = [];
  let length = 0;
  const add = (part: Uint8Array): void => {
    length += part.byteLength;
    if (length > maxBytes) parts = [];
    else parts.push(part);
  };
  const take = (): Line => {
    const line = length > maxBytes ? TOO_LONG : { text: Buffer.concat(parts).toString().trim() };
    parts = [];
    length = 0;
    return line;
  };
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, start)) {
      add(chunk.subarray(start, end));
      start = end + 1;
      const line = take();
      if (!isBlank(line)) yield line;
    }
    add(chunk.subarray(start));
  }
  const last = take();
  if (!isBlank(last)) yield last;
}

const TOO_LONG = { isTooLong: true } as const;

function isBlank(line: Line): boolean {
  return 'text' in line && line.text === '';
}
