// What the TypeScript SDK makes of a network that fails; each function tells what it met.

const PASSWORD = 'correct horse battery staple';

const client = (sdk, baseUrl, more) => sdk.connect({ baseUrl, longestWait: 5, ...more });

async function met(call) {
  try {
    return { data: (await call()).data };
  } catch (error) {
    const { name, message, status, requestId, content, retryAfter, type } = error;
    return { name, message, status, requestId, content, retryAfter, type };
  }
}

/** A read with the client's own settings. */
export const read = (sdk, url) => met(() => sdk.getLiveness({ client: client(sdk, url) }));

/** A read that has little time, and one attempt. */
export const hurried = (sdk, url) =>
  met(() => sdk.getLiveness({ client: client(sdk, url), meta: { timeout: 0.05, attempts: 1 } }));

const registration = () => ({
  email: `${crypto.randomUUID()}@example.com`,
  password: PASSWORD,
  full_name: 'Ada',
});

/** A write. */
export const write = (sdk, url) =>
  met(() => sdk.register({ client: client(sdk, url), body: registration() }));

/** A write under a key. */
export const keyed = (sdk, url) =>
  met(() =>
    sdk.register({
      client: client(sdk, url),
      body: registration(),
      meta: { idempotencyKey: 'one' },
    }),
  );

/** The same registration twice: whether the second meets the declared problem. */
export async function twice(sdk, url) {
  const options = { client: client(sdk, url), body: registration() };
  await sdk.register(options);
  try {
    await sdk.register(options);
  } catch (error) {
    return {
      isTaken: error instanceof sdk.HttpError && error.is(sdk.problems.emailTaken),
      isOther: error.is(sdk.problems.invalidCursor),
      detail: error.detail,
    };
  }
}

/** Eight calls at once with a worn access token. */
export async function race(sdk, url) {
  const anonymous = client(sdk, url);
  const body = { email: 'alice@example.com', password: PASSWORD };
  const { data: pair } = await sdk.logIn({ client: anonymous, body });
  const told = [];
  const bearer = new sdk.Tokens(pair.access_token.slice(0, -4) + 'AAAA', pair.refresh_token, (t) =>
    told.push(t.refresh),
  );
  const me = client(sdk, url, { credentials: { bearer } });
  const found = await Promise.all(Array.from({ length: 8 }, () => sdk.getMe({ client: me })));
  return { emails: found.map(({ data }) => data.email), told: told.length };
}

/** All pages of the list of users, with one user on each. */
export async function paged(sdk, url) {
  const body = { email: 'admin@example.com', password: PASSWORD };
  const { data: pair } = await sdk.logIn({ client: client(sdk, url), body });
  const admin = client(sdk, url, { credentials: { bearer: pair.access_token } });
  const emails = [];
  const query = { limit: 1, sort: 'email' };
  for await (const user of sdk.pages(sdk.listUsers, { client: admin, query })) {
    emails.push(user.email);
  }
  return emails;
}
