import type { Step } from './queries';
import { STEPS } from './steps';

/** What the address of the page says: which step is looked at; the next one to be done where it says nothing. */
export interface ConnectionParams {
  step?: Step | undefined;
}

export function readConnectionParams(search: Record<string, unknown>): ConnectionParams {
  return { step: STEPS.find((step) => step === search.step) };
}
