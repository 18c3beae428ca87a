/** WebSockets: messages of the API's types, both ways. */

import type { Client } from '../gen/client/index.js';
import { ApiError, ConnectionFailed } from './errors.js';

const CLEAN = [1000, 1001];

/** The other side closed the socket, or the connection was lost (then the code is 1006). */
export class SocketClosed extends ApiError {
  constructor(
    readonly code: number,
    readonly reason: string,
  ) {
    super(`the socket is closed: ${code} ${reason}`.trimEnd());
  }
}

/** A message outside the contract; `content` is what was received. */
export class UnexpectedMessage extends ApiError {
  constructor(
    message: string,
    readonly content: unknown,
  ) {
    super(message);
  }
}

/** What the handshake is sent with; credentials are the client's API keys for the query. */
export interface SocketOptions {
  client: Client;
  path?: Record<string, unknown>;
  query?: Record<string, unknown>;
}

/** One WebSocket of the document; `keys` are alternatives of API keys that it is opened with. */
export interface SocketOperation {
  url: string;
  subprotocols: string[];
  keys: string[][];
}

/** An open WebSocket. Iterating ends when the other side closes as it should (1000 or 1001). */
export class Socket<Sent, Received> implements AsyncIterable<Received> {
  readonly #messages: unknown[] = [];
  #closed: SocketClosed | undefined;
  #wake = () => {};

  constructor(readonly webSocket: WebSocket) {
    webSocket.addEventListener('message', ({ data }) => {
      this.#messages.push(data);
      this.#wake();
    });
    webSocket.addEventListener('close', ({ code, reason }) => {
      this.#closed = new SocketClosed(code, reason);
      this.#wake();
    });
  }

  /** Send a message; throws `SocketClosed` where it can no longer be sent. */
  send(message: Sent): void {
    if (this.webSocket.readyState !== WebSocket.OPEN) throw this.#closed ?? new SocketClosed(1006, '');
    this.webSocket.send(JSON.stringify(message));
  }

  /** The next message; one call at a time. Throws `SocketClosed` where there will be none. */
  async receive(): Promise<Received> {
    while (this.#messages.length === 0) {
      if (this.#closed) throw this.#closed;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    const content = this.#messages.shift();
    try {
      return JSON.parse(content as string) as Received;
    } catch {
      throw new UnexpectedMessage('a message is outside the contract: it is no JSON', content);
    }
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Received, void, undefined> {
    for (;;) {
      let message: Received;
      try {
        message = await this.receive();
      } catch (error) {
        if (error instanceof SocketClosed && CLEAN.includes(error.code)) return;
        throw error;
      }
      yield message;
    }
  }

  /** Close the socket. */
  close(code = 1000, reason = ''): void {
    this.webSocket.close(code, reason);
  }
}

/** Open a socket; a browser does not tell why a handshake was refused. */
export async function openSocket<Sent, Received>(
  operation: SocketOperation,
  { client, path, query }: SocketOptions,
): Promise<Socket<Sent, Received>> {
  const shown = await credentials(client, operation.keys);
  const options = { url: operation.url, path, query: { ...query, ...shown } };
  const address = new URL(client.buildUrl(options), globalThis.location?.href);
  address.protocol = address.protocol.replace('http', 'ws');
  const webSocket = new WebSocket(address, operation.subprotocols);
  const socket = new Socket<Sent, Received>(webSocket);
  await new Promise<void>((resolve, reject) => {
    webSocket.addEventListener('open', () => resolve());
    webSocket.addEventListener('error', () => reject(new ConnectionFailed('no socket was opened')));
  });
  return socket;
}

async function credentials(client: Client, keys: string[][]): Promise<Record<string, string>> {
  const { auth } = client.getConfig();
  for (const alternative of keys) {
    const shown: Record<string, string> = {};
    for (const name of alternative) {
      const key = typeof auth === 'function' ? await auth({ type: 'apiKey', in: 'query', name }) : auth;
      if (key !== undefined) shown[name] = key;
    }
    if (Object.keys(shown).length === alternative.length) return shown;
  }
  return {};
}
