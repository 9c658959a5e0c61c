import { defineConfig } from '@playwright/test'
import { flags } from './e2e/browser'

// The tests drive the real program with the demo's world, in Debian's Chromium. `make test-ui` builds both.
export default defineConfig({
  testDir: './e2e',
  outputDir: '../.cache/e2e/traces',
  globalSetup: './e2e/setup.ts',
  fullyParallel: false,
  workers: 1,
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: [['list']],
  use: {
    browserName: 'chromium',
    launchOptions: { executablePath: process.env.GLAUX_CHROMIUM ?? '/usr/bin/chromium', args: flags },
    trace: 'retain-on-failure',
    viewport: { width: 1440, height: 900 },
    locale: 'en-US',
    colorScheme: 'light',
    timezoneId: 'UTC',
  },
})
