import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{common,host,renderer,electron,tests}/**/*.test.ts'],
    exclude: ['**/node_modules/**', 'out/**', 'tests/web/**'],
    testTimeout: 60_000,
    hookTimeout: 300_000,
    maxWorkers: 2,
  },
});
