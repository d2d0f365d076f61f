/** The import table of docs/architecture.md, one rule a row; a failure names the rule as a sentence. */
const not = (name, from, to, comment) => ({ name, severity: 'error', comment, from, to });

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    not('no-circular', {}, { circular: true }, 'A cycle has no first file to read.'),
    not(
      'no-orphans',
      { orphan: true, pathNot: ['\\.d\\.ts$', '^local/functions-host/core-module/'] },
      {},
      'A file that nobody imports is not part of the house.',
    ),
    not('nothing-imports-unlisted-packages', {}, { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] }),
    not('the-app-uses-no-dev-package', { path: '^(shared|functions)/' }, { dependencyTypes: ['npm-dev'] }),
    not('domain-is-pure', { path: '^shared/domain/' }, { pathNot: '^shared/domain/' }),
    not(
      'contracts-know-domain-and-zod-only',
      { path: '^shared/contracts/', pathNot: '^shared/contracts/http/describe-cron\\.ts$' },
      {
        pathNot: [
          '^shared/(contracts|domain)/',
          '^node_modules/zod/',
          // What a task of a plain kind holds only its own schema says.
          '^shared/kinds/kind-lists\\.ts$',
          // Of these two the domain knows the tasks' types.
          '^shared/kinds/(stability|report-collection)/contracts/[^/]+-task\\.ts$',
        ],
      },
    ),
    not(
      'a-kind-is-described-without-what-runs-it',
      { path: '^shared/kinds/([^/]+\\.ts$|[^/]+/[^/]+\\.ts$|[^/]+/contracts/)' },
      {
        pathNot: [
          '^shared/(contracts|domain)/',
          '^shared/kinds/[^/]+\\.ts$',
          '^shared/kinds/[^/]+/[^/]+\\.ts$',
          '^shared/kinds/[^/]+/(contracts|domain)/',
          '^shared/application/named-job-issues\\.ts$',
          '^node_modules/zod/',
        ],
      },
    ),
    not(
      'kinds-stand-alone',
      { path: '^shared/kinds/([^/]+)/' },
      { path: '^shared/kinds/[^/]+/', pathNot: '^shared/kinds/$1/' },
      'What two kinds share lies beside their folders.',
    ),
    not(
      'the-domain-of-a-kind-is-pure',
      { path: '^shared/kinds/([^/]+)/domain/' },
      {
        pathNot: ['^shared/domain/', '^shared/kinds/$1/domain/', '^shared/kinds/fill-placeholders\\.ts$'],
      },
    ),
    not(
      'the-application-of-a-kind-knows-no-adapter',
      { path: '^shared/kinds/([^/]+)/application/' },
      {
        pathNot: [
          '^shared/(application|domain)/',
          '^shared/kinds/[^/]+\\.ts$',
          '^shared/kinds/$1/(application|domain)/',
        ],
      },
    ),
    not(
      'the-adapters-of-a-kind-stand-alone',
      { path: '^shared/kinds/([^/]+)/adapters/' },
      { path: '^(functions|local|test)/|^shared/config/|^shared/kinds/$1/functions/' },
    ),
    not(
      'the-orchestration-of-a-kind-is-deterministic',
      { path: '^shared/kinds/[^/]+/functions/([^/]*orchestration|[^/]+-job|advance-[^/]+)\\.ts$' },
      {
        pathNot: [
          '^shared/(domain|contracts)/',
          '^shared/kinds/[^/]+/(domain|contracts)/',
          '^shared/kinds/[^/]+/[^/]+\\.ts$',
          '^functions/orchestrators/',
          '^shared/kinds/[^/]+/functions/([^/]*orchestration|[^/]+-job|advance-[^/]+)\\.ts$',
          '^node_modules/(durable-functions|zod)/',
        ],
      },
    ),
    not(
      'the-rest-knows-kinds-by-their-lists',
      {
        path: '^(shared/(?!kinds/)|functions/|local/|cli/|bench/|web/)',
        pathNot: '^functions/kinds/kind-registrations\\.ts$',
      },
      {
        path: '^shared/kinds/[^/]+/',
        pathNot:
          '^shared/kinds/((edge|batch)/contracts/|(stability|report-collection)/contracts/[^/]+-task\\.ts$)',
      },
    ),
    not(
      'only-cron-is-put-into-words-by-a-package',
      { path: '^shared/contracts/http/describe-cron\\.ts$' },
      {
        pathNot: ['^shared/domain/', '^node_modules/cronstrue/'],
      },
      'cronstrue is text in, text out; a port for it would add nothing but a name.',
    ),
    not(
      'application-knows-no-adapter',
      { path: '^shared/application/' },
      {
        pathNot: '^shared/(application|domain)/',
      },
    ),
    not(
      'adapters-stand-alone',
      { path: '^shared/adapters/([^/]+)/' },
      {
        path: '^(shared/adapters/|shared/config/|functions/|local/|test/)',
        pathNot: '^shared/adapters/$1/',
      },
    ),
    not(
      'config-knows-zod-only',
      { path: '^shared/config/' },
      {
        pathNot: ['^shared/config/', '^node_modules/zod/'],
      },
    ),
    not(
      'orchestrators-are-deterministic',
      { path: '^functions/orchestrators/' },
      {
        pathNot: [
          '^shared/(domain|contracts)/',
          '^functions/orchestrators/',
          '^node_modules/durable-functions/',
        ],
      },
    ),
    not(
      'triggers-know-no-adapter',
      { path: '^functions/(http|timers|queues|activities)/' },
      {
        path: '^(shared/adapters/|shared/config/|local/|test/)',
      },
    ),
    not(
      'only-main-and-compose-compose',
      { path: '^functions/(?!main\\.ts$|compose/)' },
      { path: '^shared/(adapters|config)/|^functions/compose/' },
    ),
    not(
      'stand-ins-know-nothing-of-the-app',
      {
        path: '^local/(cosmos|service-bus|blob|functions-host|report-server|databricks|webhook-receiver|kubernetes)/',
      },
      {
        path: '^(shared|functions)/',
      },
    ),
    not(
      'stand-ins-stand-alone',
      {
        path: '^local/(cosmos|service-bus|blob|functions-host|report-server|databricks|webhook-receiver|kubernetes)/',
        // An npm script of its own: it reads its command line and stops as the other scripts do.
        pathNot: '^local/(report-server|kubernetes)/(main|read-options)\\.ts$',
      },
      {
        path: '^local/',
        pathNot: '^local/($1|sqlite)/',
      },
    ),
    not(
      'the-app-knows-nothing-of-local',
      { path: '^(shared|functions)/' },
      { path: '^(local|bench|cli|web)/' },
    ),
    not(
      'the-command-line-speaks-http',
      { path: '^cli/', pathNot: '^cli/local-stability/' },
      { path: '^(functions|local|bench|web)/|^shared/(?!contracts/|domain/)' },
    ),
    not(
      'files-are-measured-by-the-engine-itself',
      { path: '^cli/local-stability/' },
      {
        path: '^(functions|local|bench|web)/|^shared/(?!contracts/|domain/|application/|adapters/(digest|duckdb|gzip)/)',
      },
    ),
    not(
      'the-page-speaks-http',
      { path: '^web/' },
      {
        path: '^(functions|local|bench|cli|infra)/|^shared/(?!contracts/|domain/|kinds/(edge|batch)/contracts/)',
      },
    ),
    not(
      'the-page-takes-types-only',
      { path: '^web/' },
      {
        path: '^shared/',
        pathNot: ['^shared/contracts/http/operation-paths?\\.ts$'],
        dependencyTypesNot: ['type-only'],
      },
      'A schema brings zod and half the domain with it, to every browser.',
    ),
    not(
      'screens-stand-alone',
      { path: '^web/(?!api/|kit/|shell/|settings/|sign-in/)([^/]+)/' },
      { path: '^web/', pathNot: ['^web/$1/', '^web/(api|kit|settings)/'] },
      'What two screens share is the kit’s.',
    ),
    not(
      'the-kit-knows-no-screen',
      { path: '^web/(kit|api|settings)/' },
      { path: '^web/', pathNot: '^web/(kit|api|settings)/' },
    ),
    not('nothing-imports-the-page', { pathNot: '^(web|test)/' }, { path: '^web/' }),
    not('nothing-imports-the-command-line', { pathNot: '^(cli|test)/' }, { path: '^cli/' }),
    not('nothing-imports-infrastructure', { pathNot: '^(infra|test)/' }, { path: '^infra/' }),
    not(
      'the-check-of-infrastructure-stands-alone',
      { path: '^infra/check/' },
      { path: '^(?!infra/check/|node_modules/|node:)', pathNot: '^(fs|path|url)$' },
    ),
    not('nothing-imports-tests', { pathNot: '^test/' }, { path: '^test/' }),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
