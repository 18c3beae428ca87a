/** One request, sent as often as it takes. */

import { ConnectionFailed, TimedOut, retryAfter } from './errors.js';

/** What may be decided for a client, and for one call as `meta`. Times are in seconds. */
export interface Sending {
  /** How often a request is sent at the most; 3 by default. */
  attempts?: number;
  /** A longer `Retry-After` is not waited for; 60 by default. */
  longestWait?: number;
  /** For each attempt with its content, of a stream until it begins; 30 by default, 0 for none. */
  timeout?: number;
  /** Sent as `Idempotency-Key`; lets a POST be repeated where the service knows the header. */
  idempotencyKey?: string;
}

/** Seconds for each attempt. */
const PATIENCE = 30;
/** Seconds that requests and answers may be on their way. */
const NETWORK = 5;

/** The seconds of an attempt, where the service says how many it takes: none comes much later. */
export function patience(client = PATIENCE, promised: number | undefined): number {
  if (promised === undefined) return client;
  return client > 0 ? Math.min(client, promised + NETWORK) : promised + NETWORK;
}

const IDEMPOTENT = ['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE'];
const TRANSIENT = [429, 502, 503, 504];

/** Send until there is an answer that another attempt would not better. */
export async function send(
  request: Request,
  options: Sending & { isStream?: boolean },
  fetch: typeof globalThis.fetch,
): Promise<Response> {
  const { attempts = 3, longestWait = 60, idempotencyKey } = options;
  if (idempotencyKey !== undefined) request.headers.set('Idempotency-Key', idempotencyKey);
  const mayRepeat = idempotencyKey !== undefined || IDEMPOTENT.includes(request.method);
  for (let attempt = 1; ; attempt += 1) {
    const isLast = attempt >= attempts;
    try {
      const response = await once(isLast ? request : request.clone(), options, fetch);
      const wait = isLast ? undefined : waitAfter(response, attempt, mayRepeat, longestWait);
      if (wait === undefined) return response;
      await response.body?.cancel();
      await sleep(wait, request.signal);
    } catch (error) {
      if (isLast || !mayRepeat || !(error instanceof ConnectionFailed)) throw error;
      await sleep(backoff(attempt), request.signal);
    }
  }
}

/** The seconds to wait before another attempt, or undefined where there shall be none. */
function waitAfter(
  response: Response,
  attempt: number,
  mayRepeat: boolean,
  longestWait: number,
): number | undefined {
  if (!TRANSIENT.includes(response.status)) return undefined;
  const asked = retryAfter(response.headers);
  if (asked === undefined) return mayRepeat ? backoff(attempt) : undefined;
  const isUnseen = response.status === 429 || response.status === 503;
  return asked <= longestWait && (mayRepeat || isUnseen) ? asked : undefined;
}

function backoff(attempt: number): number {
  return Math.min(0.25 * 2 ** attempt, 8) * (1 + Math.random() / 4);
}

async function once(
  request: Request,
  { timeout = PATIENCE, isStream = false }: Sending & { isStream?: boolean },
  fetch: typeof globalThis.fetch,
): Promise<Response> {
  const limit = new AbortController();
  const late = () => limit.abort(new TimedOut(`no answer in ${timeout} s`));
  const timer: unknown = timeout > 0 && setTimeout(late, timeout * 1000);
  (timer as { unref?: () => void }).unref?.(); // it keeps no process of Node alive
  const signal = AbortSignal.any([request.signal, limit.signal]);
  try {
    const response = await fetch(new Request(request, { signal }));
    if (isStream) clearTimeout(timer as number);
    return response;
  } catch (error) {
    if (request.signal.aborted) throw error; // the caller has given up
    limit.signal.throwIfAborted();
    throw new ConnectionFailed(`no answer: ${String(error)}`, { cause: error });
  }
}

async function sleep(seconds: number, signal: AbortSignal): Promise<void> {
  await new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, seconds * 1000);
    const stop = () => (clearTimeout(timer), reject(signal.reason as Error));
    signal.addEventListener('abort', stop, { once: true }); // it goes with the request
  });
}
