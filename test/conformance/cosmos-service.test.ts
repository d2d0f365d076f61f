import { describeCosmosService } from './cosmos-service.ts';
import { cosmosTarget } from './targets/cosmos-target.ts';
import { describeService } from './targets/describe-service.ts';

describeService(cosmosTarget, describeCosmosService);
