/** What a client shows to be let in. */

/** The two tokens that a session lives by, as RFC 6749 names them. */
export interface TokenPair {
  access_token: string;
  refresh_token?: string;
}

/**
 * An access token, and the refresh token that gets the next pair.
 *
 * One refresh serves all calls that meet the same worn-out token, and `onTokens` is awaited before
 * any of them goes on: a refresh token may work only once, so store the new one there.
 */
export class Tokens {
  #pending: Promise<void> | undefined;

  constructor(
    public access: string,
    public refresh?: string,
    readonly onTokens?: (tokens: Tokens) => unknown,
  ) {}

  /** Have a new access token in place of `worn`; `ask` makes the call, once for all. */
  async renew(worn: string, ask: (refresh: string) => Promise<TokenPair>): Promise<void> {
    if (this.access !== worn || this.refresh === undefined) return;
    this.#pending ??= this.#renewed(this.refresh, ask).finally(() => (this.#pending = undefined));
    await this.#pending;
  }

  async #renewed(refresh: string, ask: (refresh: string) => Promise<TokenPair>): Promise<void> {
    const pair = await ask(refresh);
    this.access = pair.access_token;
    this.refresh = pair.refresh_token ?? refresh;
    await this.onTokens?.(this);
  }
}

/** By the kinds of security schemes; `apiKeys` by the names of headers, parameters or cookies. */
export interface Credentials {
  bearer?: string | Tokens;
  basic?: { username: string; password: string };
  apiKeys?: Record<string, string>;
}
