/** The SDKs that the app loads at its start, as they are installed: what an app costs that is not bundled. */
import '@azure/functions';
import 'durable-functions';
import '@azure/cosmos';
import '@azure/service-bus';
import '@azure/storage-blob';
import '@azure/identity';
import 'zod';
import 'jose';
