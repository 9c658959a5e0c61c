import { defineConfig } from '@playwright/test'
import { flags } from './e2e/browser'

// Times as the browser sees them: `make bench-ui`. Nothing here fails because it is slow; the figures are printed.
export default defineConfig({
  testDir: './bench',
  outputDir: '../.cache/bench-ui/traces',
  workers: 1,
  timeout: 1_800_000,
  reporter: [['line']],
  use: {
    browserName: 'chromium',
    launchOptions: { executablePath: process.env.GLAUX_CHROMIUM ?? '/usr/bin/chromium', args: flags },
    actionTimeout: 15_000,
    viewport: { width: 1440, height: 900 },
    locale: 'en-US',
    timezoneId: 'UTC',
  },
})
