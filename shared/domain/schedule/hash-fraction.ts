/**
 * A number from 0 (included) to 1 that follows from a text and is spread evenly over texts: FNV-1a over the
 * UTF-16 units, mixed by the finaliser of MurmurHash3, since FNV alone leaves the high bits of short texts alike.
 */
export function hashFraction(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 4_294_967_296;
}
