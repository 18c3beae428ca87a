/** The client: credentials, retries and errors around the generated calls. */

import { createClient, createConfig } from '../gen/client/index.js';
import type { Client } from '../gen/client/index.js';
import { agent, answers, basePath, refresh } from '../tables.js';
import { ConnectionFailed, ErrorResponse, HttpError, UnexpectedResponse } from './errors.js';
import { send } from './sending.js';
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
}

interface Call {
  path: string;
  options: Sending;
  started: number;
}

/** A client for the functions of this package: `await getMe({ client: connect({ baseUrl }) })`. */
export function connect(options: Options): Client {
  const { credentials = {}, log } = options;
  const fetch = options.fetch ?? ((request) => globalThis.fetch(request));
  const calls = new WeakMap<Request, Call>();
  const warned = new Set<string>();

  const sent = async (request: Request): Promise<Response> => {
    const call = calls.get(request);
    const sending = call?.options ?? options;
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

  const client = createClient(
    createConfig({
      baseUrl: options.baseUrl.replace(/\/$/, '') + basePath,
      auth: ({ scheme, name, type }) => {
        const { bearer, basic, apiKeys } = credentials;
        if (type === 'apiKey') return name ? apiKeys?.[name] : undefined;
        if (scheme === 'basic') return basic && `${basic.username}:${basic.password}`;
        return bearer instanceof Tokens ? bearer.access : bearer;
      },
      fetch: (input) => sent(input as Request),
      throwOnError: true,
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
    const { url, meta } = call as typeof call & { meta?: Sending };
    const chosen = { ...options, ...meta };
    if (typeof window === 'undefined') request.headers.set('User-Agent', agent);
    calls.set(request, { path: url, options: chosen, started: performance.now() });
    return request;
  });

  client.interceptors.response.use(async (response, request, { url, parseAs }) => {
    const call = calls.get(request);
    const { method } = request;
    log?.({
      method,
      path: url,
      status: response.status,
      milliseconds: performance.now() - (call?.started ?? 0),
      requestId: response.headers.get('x-request-id') ?? undefined,
    });
    const key = `${method} ${url}`;
    if ((response.headers.has('deprecation') || response.headers.has('sunset')) && !warned.has(key)) {
      warned.add(key);
      console.warn(`${key} is deprecated`);
    }
    return response.ok && parseAs !== 'stream' ? checked(response, key) : response;
  });

  client.interceptors.error.use((error, response) => {
    if (error instanceof ErrorResponse || error instanceof ConnectionFailed || !response) return error;
    if (response.ok) return new ConnectionFailed(`the answer broke off: ${String(error)}`);
    const content = typeof error === 'string' ? error : JSON.stringify(error);
    return new HttpError(response, content, typeof error === 'string' ? undefined : error);
  });

  return client;
}

/** See that a success is one that the document declares, and that its JSON can be read. */
async function checked(response: Response, key: string): Promise<Response> {
  const declared = answers[key];
  if (declared === undefined) return response;
  const mediaType = declared[response.status];
  const found = response.headers.get('content-type') ?? '';
  if (mediaType === undefined || !found.startsWith(mediaType)) {
    const reason = `it has ${found || 'no content'}`;
    throw unexpected(response, key, await response.text(), reason);
  }
  if (!mediaType.endsWith('json')) return response;
  const text = await response.text();
  try {
    JSON.parse(text);
  } catch {
    throw unexpected(response, key, text, 'its body is no JSON');
  }
  return new Response(text, response);
}

function unexpected(response: Response, key: string, content: string, reason: string) {
  const message = `${key}: ${response.status} is a response outside the contract: ${reason}`;
  return new UnexpectedResponse(message, response, content);
}
