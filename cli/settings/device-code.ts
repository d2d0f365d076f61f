import { DeviceCodeCredential } from '@azure/identity';
import { CommandFailed } from '../command/failures.ts';

/** Has the user sign in to Microsoft Entra ID in a browser. Throws CommandFailed when they do not. */
export async function signInWithDeviceCode(
  {
    tenantId,
    clientId,
    scope,
  }: { readonly tenantId: string; readonly clientId: string; readonly scope: string },
  { show, signal }: { readonly show: (message: string) => void; readonly signal: AbortSignal },
): Promise<{ readonly token: string; readonly expiresAt: string }> {
  const credential = new DeviceCodeCredential({
    ...{ tenantId, clientId },
    userPromptCallback: ({ message }) => {
      show(message);
    },
  });
  try {
    const { token, expiresOnTimestamp } = await credential.getToken(scope, { abortSignal: signal });
    return { token, expiresAt: new Date(expiresOnTimestamp).toISOString() };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CommandFailed(`Nobody has signed in: ${reason}`, { cause: error });
  }
}
