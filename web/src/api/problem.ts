import type { ProblemDetails } from './types';

/** What went wrong, as the server said it, or as this browser noticed it. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly code: string;
  readonly status: number;
  readonly title: string;
  readonly detail: string | null;
  readonly fix: string;
  readonly requestId: string | null;

  constructor(details: Partial<ProblemDetails> & { code: string; status: number }) {
    super(details.code);
    this.code = details.code;
    this.status = details.status;
    this.title = details.title ?? '';
    this.detail = details.detail ?? null;
    this.fix = details.fix ?? '';
    this.requestId = details.request_id ?? null;
  }

  /** Whether trying the same again may help. */
  get isPassing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

/** Reads the body of a failed answer; whatever it is, a problem comes back. */
export function readProblem(body: unknown, status: number): ApiProblem {
  if (typeof body === 'object' && body !== null && 'code' in body && typeof body.code === 'string') {
    return new ApiProblem({ ...(body as Partial<ProblemDetails>), code: body.code, status });
  }
  return new ApiProblem({ code: status >= 500 ? 'server_unreachable' : 'unexpected_answer', status });
}

/** Turns anything thrown into a problem. */
export function asProblem(error: unknown): ApiProblem {
  if (error instanceof ApiProblem) return error;
  // `fetch` throws a TypeError where no answer came at all.
  if (error instanceof TypeError) return new ApiProblem({ code: 'server_unreachable', status: 0 });
  return new ApiProblem({ code: 'console_error', status: -1, detail: String(error) });
}
