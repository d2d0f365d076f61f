/** Next to nothing: what loading any file costs. */
import 'node:module';
