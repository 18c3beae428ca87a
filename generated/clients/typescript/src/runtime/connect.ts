/** The client: credentials, retries and errors around the generated calls. */

import { createClient, createConfig } from '../gen/client/index.js';
import type { Client } from '../gen/client/index.js';
import type {
  ServerSentEventsOptions,
  ServerSentEventsResult,
} from '../gen/core/serverSentEvents.gen.js';
import { agent, basePath, refresh } from '../tables.js';
import { ApiError, ConnectionFailed, HttpError, UnexpectedResponse } from './errors.js';
import { patience, send } from './sending.js';
import type { Sending } from './sending.js';
import { Tokens } from './tokens.js';
import type { Credentials, TokenPair } from './tokens.js';

/** A line of the log: no credential, no argument and no body is in it. */
export interface LogLine {
  method: string;
  /** As the document writes it: `/users/{id}`. */
  path: string;
  status: number;
  milliseconds: number;
  requestId: string | undefined;
}

const EVENTS = 'text/event-stream';

/** How a client behaves. `fetch` may be one of your own, with its proxies and certificates. */
export interface Options extends Sending {
  /** Where the service is, without the path that all operations have in the document. */
  baseUrl: string;
  credentials?: Credentials;
  log?: (line: LogLine) => void;
  fetch?: typeof globalThis.fetch;
}

declare module '../gen/core/types.gen.js' {
  /** `meta` of a call may have what `connect` takes for all of them. */
  interface ClientMeta extends Sending {}
  interface Config {
    /** The successes that the document declares, which the generated functions know. */
    answers?: Answers;
    /** The seconds that the service takes at the most, where the document says so. */
    deadline?: number;
    /** Reads events; the functions bring it that need it, so that it is in no other bundle. */
    readEvents?: (options: ServerSentEventsOptions) => Promise<ServerSentEventsResult>;
  }
}

/** A media type for each status, empty where there is no content. */
type Answers = Readonly<Record<number, string>>;

interface Call {
  key: string;
  path: string;
  sending: Sending & { isStream: boolean };
  answers: Answers | undefined;
}

/** A client for the functions of this package: `await getMe({ client: connect({ baseUrl }) })`. */
export function connect(options: Options): Client {
  const { credentials = {}, log } = options;
  const fetch = options.fetch ?? ((request) => globalThis.fetch(request));
  const calls = new WeakMap<Request, Call>();
  const warned = new Set<string>();

  const sent = async (request: Request, sending: Call['sending']): Promise<Response> => {
    const tokens = credentials.bearer;
    const shown = request.headers.get('authorization');
    if (!(tokens instanceof Tokens) || !refresh || !tokens.refresh || !shown) {
      return send(request, sending, fetch);
    }
    const again = request.clone();
    const response = await send(request, sending, fetch);
    if (response.status !== 401) return response;
    await response.body?.cancel();
    await tokens.renew(shown.slice('Bearer '.length), renewed);
    again.headers.set('authorization', `Bearer ${tokens.access}`);
    return send(again, sending, fetch);
  };

  const answered = async (request: Request): Promise<Response> => {
    const started = performance.now();
    const { key, path, sending, answers } = calls.get(request)!;
    const response = await sent(request, sending);
    const { status, headers } = response;
    log?.({
      method: request.method,
      path,
      status,
      milliseconds: performance.now() - started,
      requestId: headers.get('x-request-id') ?? undefined,
    });
    if ((headers.has('deprecation') || headers.has('sunset')) && !warned.has(key)) {
      warned.add(key);
      const end = headers.get('sunset');
      console.warn(`${key} is deprecated${end ? `; it ends on ${end}` : ''}`);
    }
    return checked(response, key, answers, sending.isStream).catch((error) => {
      throw request.signal.aborted ? error : broken(error);
    });
  };

  const client = createClient(
    createConfig({
      baseUrl: options.baseUrl.replace(/\/$/, '') + basePath,
      auth: ({ scheme, name, type }) => {
        const { bearer, basic, apiKeys } = credentials;
        if (type === 'apiKey') return name ? apiKeys?.[name] : undefined;
        if (scheme === 'basic') return basic && `${basic.username}:${basic.password}`;
        return bearer instanceof Tokens ? bearer.access : bearer;
      },
      fetch: (input) => answered(input as Request),
      redirect: 'manual', // credentials go nowhere else
      throwOnError: true,
      ...{
        onSseError: (error: unknown) => {
          throw broken(error);
        },
      },
    }),
  );

  /** Ask for the next tokens: once, since the effect of a call may outlive its answer. */
  async function renewed(token: string): Promise<TokenPair> {
    const { data } = await client.post<{ 200: TokenPair }, unknown, true>({
      url: refresh!.path,
      body: { [refresh!.member]: token },
      headers: { 'Content-Type': 'application/json' },
      ...{ meta: { attempts: 1 } },
    });
    return data;
  }

  client.interceptors.request.use((request, call) => {
    const { answers, deadline, meta, parseAs, path, url } = call as typeof call & { meta?: Sending };
    const key = `${request.method} ${url}`;
    for (const value of Object.values(path ?? {})) {
      if (/^\.{0,2}$/.test(String(value))) throw new TypeError(`${key}: "${value}" leads elsewhere`);
    }
    if (typeof window === 'undefined') request.headers.set('User-Agent', agent);
    const isStream = parseAs === 'stream' || answers?.[200] === EVENTS;
    const timeout = patience(options.timeout, deadline);
    const sending = { ...options, timeout, ...meta, isStream };
    calls.set(request, { key, path: url, answers, sending });
    return request;
  });

  client.interceptors.error.use((error, response) => (response ? broken(error) : error));

  return client;
}

/** What stops an answer that has begun, and its errors. */
function broken(error: unknown): unknown {
  return error instanceof ApiError ? error : new ConnectionFailed(`it broke off: ${String(error)}`);
}

/** See that a success is one that the document declares, and that its JSON can be read. */
async function checked(
  response: Response,
  key: string,
  answers: Answers | undefined,
  isStream: boolean,
): Promise<Response> {
  const { ok, status, headers } = response;
  const mediaType = answers?.[status];
  const found = headers.get('content-type')?.split(';')[0]!.trim().toLowerCase() ?? '';
  const isJson = /\bjson$/.test(found);
  const isOther = answers && found !== mediaType;
  if (ok && !isOther && (isStream || !isJson)) return response;
  const text = await response.text();
  let body: unknown;
  let reason = isOther || !ok ? `it has ${found || 'no content'}` : '';
  try {
    if (isJson) body = JSON.parse(text);
  } catch {
    reason ||= 'its body is no JSON';
  }
  if (status >= 400 || status === 304 || (!ok && mediaType !== undefined)) {
    throw new HttpError(response, text, body);
  }
  if (!reason) return new Response(text || null, response);
  const message = `${key}: ${status} is a response outside the contract: ${reason}`;
  throw new UnexpectedResponse(message, response, text);
}
