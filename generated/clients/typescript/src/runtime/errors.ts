/** What a call may throw: `ApiError` covers all of it. */

/** A problem that the document declares: see `problems`. */
export interface ProblemType {
  readonly status: number;
  readonly type: string;
}

/** One of the reasons that a problem gives, as RFC 9457 lets it. */
export interface Reason {
  readonly pointer?: string;
  readonly code?: string;
  readonly detail?: string;
}

interface Problem {
  type?: string;
  title?: string;
  detail?: string;
  errors?: Reason[];
}

/** A call that did not get what it asked for. */
export class ApiError extends Error {
  override readonly name: string = this.constructor.name;
}

/** There was no answer: the connection failed, or it took too long. */
export class ConnectionFailed extends ApiError {}

/** There was no answer in time. */
export class TimedOut extends ConnectionFailed {}

/** A response that is not a success. `content` is its raw body. */
export class ErrorResponse extends ApiError {
  readonly status: number;
  readonly headers: Headers;
  /** How the service names the request in its logs. */
  readonly requestId: string | undefined;

  constructor(
    message: string,
    response: Response,
    readonly content: string,
  ) {
    const requestId = response.headers.get('x-request-id') ?? undefined;
    super(requestId ? `${message} (request ${requestId})` : message);
    this.status = response.status;
    this.headers = response.headers;
    this.requestId = requestId;
  }
}

/** A response that the document does not describe. */
export class UnexpectedResponse extends ErrorResponse {}

/**
 * A response with status 4XX or 5XX. `body` is its JSON; `type`, `title`, `detail` and `errors` are
 * those of a problem (RFC 9457), and empty without one.
 */
export class HttpError extends ErrorResponse {
  declare readonly type: string;
  declare readonly title: string;
  declare readonly detail: string;
  declare readonly errors: readonly Reason[];

  constructor(
    response: Response,
    content: string,
    readonly body: unknown,
  ) {
    const { type = '', title = '', detail = '', errors = [] } = Object(body) as Problem;
    super(`${response.status} ${title || response.statusText}: ${detail}`, response, content);
    Object.assign(this, { type, title, detail, errors });
  }

  /** Seconds to wait, where the answer says so. */
  get retryAfter(): number | undefined {
    return retryAfter(this.headers);
  }

  /** Whether it is this problem: `error.is(problems.emailTaken)`. */
  is(problem: ProblemType): boolean {
    return this.status === problem.status && this.type === problem.type;
  }
}

/** The seconds that `Retry-After` asks for: a number, or a date (RFC 9110). */
export function retryAfter(headers: Headers): number | undefined {
  const field = headers.get('retry-after')?.trim();
  if (!field) return undefined;
  if (/^\d+$/.test(field)) return Number(field);
  const date = Date.parse(field);
  return Number.isNaN(date) ? undefined : Math.max(0, (date - Date.now()) / 1000);
}
