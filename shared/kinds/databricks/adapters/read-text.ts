/** A body as text. @throws OutgoingFault as its reading does. */
export async function readText(body: AsyncIterable<Uint8Array>): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of body) pieces.push(piece);
  return new TextDecoder().decode(Buffer.concat(pieces));
}
