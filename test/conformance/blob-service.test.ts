import { describeBlobService } from './blob-service.ts';
import { blobTarget } from './targets/blob-target.ts';
import { describeService } from './targets/describe-service.ts';

describeService(blobTarget, describeBlobService);
