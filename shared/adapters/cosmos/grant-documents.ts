import { z } from 'zod';
import { ROLES } from '../../domain/access/role.ts';

/** Grants within a document. */
export const grantDocuments = z.array(z.object({ role: z.enum(ROLES), valueStream: z.string() }));
