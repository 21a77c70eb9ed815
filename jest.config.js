/** ESM TypeScript through swc; `npm test` passes --experimental-vm-modules. */
export default {
  testEnvironment: 'node',
  // Most tests wait for nothing but a core.
  maxWorkers: '100%',
  // A busy machine starts a process in seconds.
  testTimeout: 30_000,
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2024', experimental: { keepImportAttributes: true } } },
    ],
  },
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  modulePathIgnorePatterns: ['<rootDir>/.serverless', '<rootDir>/.esbuild'],
};
