import { type DefaultBodyType, HttpResponse, http, type PathParams } from 'msw';
import type { paths } from '@/api/schema';
import type { ProblemDetails, Sent } from '@/api/types';

type Method = 'get' | 'post' | 'put' | 'delete';
type WithMethod<M extends Method> = {
  [P in keyof paths]: paths[P][M] extends { responses: object } ? P : never;
}[keyof paths];

type Bodies<R> = { [S in keyof R]: S extends 'default' ? never : BodyOf<R[S]> }[keyof R];
type BodyOf<R> = R extends { content: { 'application/json': infer B } } ? Sent<B> : undefined;
/** What an operation answers where all goes well; nothing where it answers without a body. */
export type Answer<M extends Method, P extends keyof paths> = paths[P][M] extends { responses: infer R }
  ? Bodies<R>
  : never;

/** What a handler is told of a request. */
interface Asked {
  params: PathParams<string>;
  url: URL;
  /** The body as sent. */
  body: unknown;
}

/** Answers an operation of the interface in the shape of its description; what is thrown is sent as a problem. */
export function on<M extends Method, P extends WithMethod<M>>(
  method: M,
  path: P,
  answer: (asked: Asked) => Answer<M, P>,
) {
  const address = `*/api/v1${path.replaceAll(/\{(\w+)\}/g, ':$1')}`;
  return http[method]<PathParams<string>, DefaultBodyType>(address, async ({ request, params }) => {
    const sent = await request.text();
    try {
      const body = answer({ params, url: new URL(request.url), body: sent ? JSON.parse(sent) : undefined });
      return body === undefined ? new HttpResponse(null, { status: 204 }) : HttpResponse.json(body);
    } catch (problem) {
      if (!(problem instanceof Refusal)) throw problem;
      const { status } = problem.details;
      const headers = { 'Content-Type': 'application/problem+json' };
      return HttpResponse.json(problem.details, { status, headers });
    }
  });
}

/** A problem as the server says it. */
export class Refusal extends Error {
  readonly details: ProblemDetails;

  constructor(status: number, code: string, title: string, fix = '请稍后再试。') {
    super(code);
    const type = `https://huicun.dev/problems/${code}`;
    this.details = { type, status, code, title, fix, detail: null, request_id: 'req-7f3a' };
  }
}
