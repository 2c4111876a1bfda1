import { handlers } from '@mocks/handlers';
import { setupServer } from 'msw/node';

/** Answers the requests of a test; what one test says otherwise is forgotten after it. */
export const server = setupServer(...handlers);
