/** The start of a body, and the whole of it all the same. */
export interface PeekedBody {
  /** At least the bytes asked for, unless it is the whole body. */
  readonly start: Uint8Array;
  readonly isWhole: boolean;
  /** All of it, `start` included; may be iterated once. */
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Ends the reading; for a body whose `chunks` are not iterated. */
  close(): Promise<void>;
}

/** Reads a body until more than `byteCount` bytes of it are there, or it ends. */
export async function peekBody(body: AsyncIterable<Uint8Array>, byteCount: number): Promise<PeekedBody> {
  const iterator = body[Symbol.asyncIterator]();
  const seen: Uint8Array[] = [];
  let length = 0;
  let isWhole = false;
  while (length <= byteCount && !isWhole) {
    const next = await iterator.next();
    if (next.done === true) isWhole = true;
    else {
      seen.push(next.value);
      length += next.value.length;
    }
  }
  return {
    start: joined(seen, length),
    isWhole,
    chunks: resumed(seen, iterator),
    close: async () => {
      await iterator.return?.();
    },
  };
}

function joined(pieces: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

async function* resumed(
  seen: readonly Uint8Array[],
  iterator: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  try {
    yield* seen;
    yield* { [Symbol.asyncIterator]: () => iterator };
  } finally {
    // Reached early when the reader stops: the connection must not stay open.
    await iterator.return?.();
  }
}
