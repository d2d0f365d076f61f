import { z } from 'zod';

/** Names a secret that an app setting holds; the secret itself is never told. */
export const secretName = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9_]{0,63}$/,
    'must be 1 to 64 letters, digits or "_", as app settings may have',
  );
