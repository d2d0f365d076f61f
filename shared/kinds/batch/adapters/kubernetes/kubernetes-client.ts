/** What is used of the client. It takes a second to load: at its first use, never at the app's start. */
export {
  BatchV1Api,
  CoreV1Api,
  createConfiguration,
  KubeConfig,
  ServerConfiguration,
  Watch,
} from '@kubernetes/client-node';
