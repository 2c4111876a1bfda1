import { setupWorker } from 'msw/browser';
import { handlers } from './handlers';

/** Answers in place of a server, so that the console can be worked on without one. */
export async function startMocks(): Promise<void> {
  await setupWorker(...handlers).start({ onUnhandledRequest: 'bypass' });
}
