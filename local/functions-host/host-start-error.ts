/** Thrown while a host starts: the app or its settings ask for something that cannot run here. The message names it. */
export class HostStartError extends Error {
  override readonly name = 'HostStartError';
}
