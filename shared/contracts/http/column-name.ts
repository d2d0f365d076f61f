import { z } from 'zod';

/** The name of a column of a caller's data. */
export const columnName = z.string().min(1, 'must not be empty').max(128, 'must be at most 128 characters');
