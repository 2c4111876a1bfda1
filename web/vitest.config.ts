import { mergeConfig } from 'vite';
import { defineConfig } from 'vitest/config';
import base from './vite.config.ts';

export default defineConfig((environment) =>
  mergeConfig(base(environment), {
    test: {
      environment: 'happy-dom',
      include: ['src/**/*.test.{ts,tsx}'],
      setupFiles: ['src/testing/setup.ts'],
      css: { modules: { classNameStrategy: 'non-scoped' } },
      testTimeout: 20_000,
      // A child process each would double the time on a small machine.
      pool: 'threads',
      // Loading pages anew for each file would take twice as long; each test mounts and clears away what is its own.
      isolate: false,
    },
  }),
);
