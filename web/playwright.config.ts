import { defineConfig } from '@playwright/test';

const url = process.env.HUICUN_URL;
if (!url) throw new Error('HUICUN_URL must say where a demo of Huicun answers: `huicun demo` prints it.');
const executablePath = process.env.HUICUN_CHROMIUM;

/** What is run: journeys, or one of the runs that have a demo of their own. */
function projects() {
  const alone = process.env.HUICUN_RUN;
  if (alone) return [{ name: alone, testMatch: new RegExp(`\\.${alone}\\.ts$`) }];
  return [
    { name: 'setup', testMatch: /\.setup\.ts$/ },
    { name: 'journeys', dependencies: ['setup'] },
  ];
}

/** Journeys through the console of a running demo. `UPDATE_SCREENSHOTS=1` renews the pictures of the documentation. */
export default defineConfig({
  testDir: 'e2e',
  outputDir: `test-results/${process.env.HUICUN_RUN ?? 'journeys'}`,
  // One archive and one small machine: journeys follow each other, and one that fails has failed.
  workers: 1,
  fullyParallel: false,
  retries: 0,
  forbidOnly: true,
  timeout: 45_000,
  expect: { timeout: 10_000 },
  reporter: [['list']],
  projects: projects(),
  use: {
    baseURL: url,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    colorScheme: 'light',
    // Pictures and clicks meet nothing on its way.
    contextOptions: { reducedMotion: 'reduce' },
    viewport: { width: 1440, height: 900 },
    trace: 'retain-on-failure',
    launchOptions: {
      // Without one, the browser that Playwright brought along.
      ...(executablePath && { executablePath }),
      // Containers run as root, where the browser's own sandbox cannot.
      args: ['--no-sandbox'],
    },
  },
});
