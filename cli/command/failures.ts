/** Thrown when the command line is not what the usage says: exit code 2. */
export class BadUsage extends Error {
  override readonly name = 'BadUsage';
}

/** Thrown when a command could not do what was asked, or found what it was to look for: exit code 1. */
export class CommandFailed extends Error {
  override readonly name = 'CommandFailed';
}
