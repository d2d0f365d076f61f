import { describeServiceBusService } from './service-bus-service.ts';
import { describeService } from './targets/describe-service.ts';
import { serviceBusTarget } from './targets/service-bus-target.ts';

describeService(serviceBusTarget, describeServiceBusService);
