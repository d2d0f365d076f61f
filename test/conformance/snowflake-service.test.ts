import { describeSnowflakeService } from './snowflake-service.ts';
import { describeService } from './targets/describe-service.ts';
import { snowflakeTarget } from './targets/snowflake-target.ts';

describeService(snowflakeTarget, describeSnowflakeService);
