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

/** The seconds that two calls have, of which the document says something for the first alone. */
export async function patience(sdk, url) {
  const seconds = [];
  const { setTimeout } = globalThis;
  globalThis.setTimeout = (late, milliseconds) => {
    seconds.push(milliseconds / 1000);
    return setTimeout(late, milliseconds);
  };
  const fetch = async () => new Response(null, { status: 503 });
  const refused = async (of, meta) => {
    const options = { client: client(sdk, url, { fetch, attempts: 1, ...of }), meta };
    await met(() => sdk.getUserStatistics(options));
    await met(() => sdk.getLiveness(options));
    return seconds.splice(0);
  };
  return [
    await refused({}),
    await refused({ timeout: 2 }),
    await refused({ timeout: 0 }),
    await refused({ timeout: 2 }, { timeout: 60 }),
  ];
}

/** What the console tells of two calls. */
export async function warned(sdk, url) {
  const told = [];
  console.warn = (message) => told.push(message);
  const options = { client: client(sdk, url) };
  await sdk.getStartup(options);
  await sdk.getStartup(options);
  return told;
}

/** What a user's versions make of a read and of a change. */
export async function versions(sdk, url) {
  const body = { email: 'alice@example.com', password: PASSWORD };
  const { data: pair } = await sdk.logIn({ client: client(sdk, url), body });
  const me = client(sdk, url, { credentials: { bearer: pair.access_token } });
  const { response } = await sdk.getMe({ client: me });
  const tag = response.headers.get('etag');
  const change = (full_name, headers) =>
    met(() => sdk.updateMe({ client: me, body: { full_name }, headers }));
  return {
    same: (await met(() => sdk.getMe({ client: me, headers: { 'If-None-Match': tag } }))).status,
    first: (await change(`Alice ${crypto.randomUUID()}`, { 'If-Match': tag })).status,
    second: (await change('Eve', { 'If-Match': tag })).status,
    now: (await sdk.getMe({ client: me })).data.full_name,
  };
}

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
