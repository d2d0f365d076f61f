import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import angular from 'angular-eslint';
import tseslint from 'typescript-eslint';

// Time and randomness enter through adapters only, so that every rule of the domain can be
// tested at a chosen instant and an orchestration replays to the same decisions.
const hiddenInputs = [
  {
    selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
    message: 'Take `now` as a parameter; the clock is read in shared/adapters/clock only.',
  },
  {
    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
    message: 'Take `now` as a parameter; the clock is read in shared/adapters/clock only.',
  },
  {
    selector: "CallExpression[callee.object.name='Math'][callee.property.name='random']",
    message: 'Derive values from ids; randomness is not repeatable.',
  },
  {
    selector: "CallExpression[callee.name='randomUUID'], CallExpression[callee.property.name='randomUUID']",
    message: 'Derive ids from what they name; randomness is not repeatable.',
  },
];

export default defineConfig(
  globalIgnores(['dist/', '.cache/', '.local/', '.local-emulators/', 'coverage/', 'node_modules/']),
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/prefer-readonly': 'error',
      // `as` hides a missing parse; brand constructors disable this rule with a reason.
      '@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'never' }],
      // Numbers read well in messages; everything else still has to be converted knowingly.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // A port's synchronous implementation still has to return a promise.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'max-lines': ['warn', { max: 250, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['warn', { max: 50, skipBlankLines: true, skipComments: true }],
      complexity: ['warn', 10],
      'max-depth': ['warn', 3],
      'max-params': ['warn', 3],
    },
  },
  {
    files: ['shared/**/*.ts', 'functions/**/*.ts'],
    rules: {
      'no-console': 'error',
      'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true, named: true } }],
      'no-restricted-syntax': ['error', ...hiddenInputs],
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Settings are read once, by functions/main.ts.' },
      ],
    },
  },
  { files: ['shared/**/*.ts'], rules: { '@typescript-eslint/explicit-module-boundary-types': 'error' } },
  {
    files: ['test/**/*.ts', 'bench/**/*.ts'],
    rules: { 'max-lines': 'off', 'max-lines-per-function': 'off' },
  },
  // The page: components as Angular has them, templates that everybody can use.
  {
    files: ['web/**/*.ts'],
    extends: [angular.configs.tsRecommended],
    processor: angular.processInlineTemplates,
    rules: {
      '@angular-eslint/prefer-on-push-component-change-detection': 'error',
      '@angular-eslint/component-selector': ['error', { type: 'element', prefix: 'ek', style: 'kebab-case' }],
      // What Angular's parts are opened and configured with are plain objects everywhere.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      // A component may be nothing but its decorator.
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
    },
  },
  {
    files: ['web/**/*.html'],
    extends: [angular.configs.templateRecommended, angular.configs.templateAccessibility],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.mjs'],
    languageOptions: { globals: { process: 'readonly', console: 'readonly' } },
  },
);
