/** Thrown when the demonstration cannot be given; its message is one sentence for the person who asked. */
export class DemoRefused extends Error {
  override readonly name = 'DemoRefused';
}
