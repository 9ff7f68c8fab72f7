import { defineConfig } from '@playwright/test';
import { browserFlags, findBrowser } from './build/browser.mjs';

const browser = await findBrowser(import.meta.dirname);

export default defineConfig({
  testDir: 'tests/web',
  testMatch: '**/*.spec.ts',
  outputDir: 'test-results',
  fullyParallel: true,
  workers: 2,
  forbidOnly: process.env.CI !== undefined,
  reporter: 'list',
  use: {
    browserName: 'chromium',
    headless: true,
    launchOptions: {
      executablePath: browser.executablePath,
      args: browserFlags,
      env: { ...process.env, ...browser.env },
    },
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
  },
});
