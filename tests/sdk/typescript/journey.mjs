// One walk through the whole API with the TypeScript SDK, in Node and in a browser.

const PASSWORD = 'correct horse battery staple';
const ANOTHER_PASSWORD = 'a better horse for the battery';

/** Call every operation; what was answered with a success, as `METHOD /path/{id}`. */
export async function journey(sdk, baseUrl) {
  const exercised = new Set();
  const log = ({ method, path, status }) => status < 400 && exercised.add(`${method} ${path}`);
  const as = (bearer) => sdk.connect({ baseUrl, log, ...(bearer && { credentials: { bearer } }) });
  const client = as();
  await sdk.getLiveness({ client });
  await sdk.getReadiness({ client });
  await sdk.getStartup({ client });
  await sdk.getKeys({ client });
  await sessions(sdk, client, as);
  const { data } = await logIn(sdk, client, 'admin@example.com', PASSWORD);
  await users(sdk, as(data.access_token));
  await sdk.createTicket({ client: as(data.access_token) });
  await webhooks(sdk, as(data.access_token));
  return [...exercised];
}

const logIn = (sdk, client, email, password) => sdk.logIn({ client, body: { email, password } });

async function sessions(sdk, client, as) {
  const email = `${crypto.randomUUID()}@example.com`;
  await sdk.register({ client, body: { email, password: PASSWORD, full_name: 'Ada' } });
  const first = await logIn(sdk, client, email, PASSWORD);
  const { data: pair } = await sdk.refresh({
    client,
    body: { refresh_token: first.data.refresh_token },
  });
  const grant = { grant_type: 'password', username: email, password: PASSWORD };
  await sdk.getToken({ client, body: grant });
  const me = as(pair.access_token);
  const { data: list } = await sdk.listSessions({ client: me });
  const elsewhere = list.items.find((session) => !session.current);
  await sdk.endSession({ client: me, path: { id: elsewhere.id } });
  await sdk.changePassword({
    client: me,
    body: { current_password: PASSWORD, new_password: ANOTHER_PASSWORD },
  });
  expect((await sdk.getMe({ client: me })).data.email, email);
  const { data } = await sdk.updateMe({ client: me, body: { full_name: 'Grace' } });
  expect(data.full_name, 'Grace');
  await sdk.logOut({ client: me });
  const again = await logIn(sdk, client, email, ANOTHER_PASSWORD);
  await sdk.logOutEverywhere({ client: as(again.data.access_token) });
}

async function users(sdk, client) {
  const email = `${crypto.randomUUID()}@example.com`;
  const made = await sdk.createUser({ client, body: { email, full_name: 'Ada' } });
  const path = { id: made.data.id };
  const page = await sdk.listUsers({ client, query: { email } });
  expect(page.data.items.map((user) => user.id).join(), path.id);
  expect((await sdk.getUser({ client, path })).data.email, email);
  await sdk.replaceUser({ client, path, body: { email, full_name: 'Ada King' } });
  const changed = await sdk.updateUser({ client, path, body: { full_name: 'Ada L.' } });
  expect(changed.data.full_name, 'Ada L.');
  expect((await sdk.getUserStatistics({ client })).data.total > 1, true);
  const body = { role: 'user', status: 'disabled' };
  expect((await sdk.setUserAccess({ client, path, body })).data.status, 'disabled');
  await sdk.deleteUser({ client, path });
}

async function webhooks(sdk, client) {
  const url = 'https://hooks.example.com/';
  const made = await sdk.createWebhook({ client, body: { url, events: ['user.created'] } });
  const path = { id: made.data.webhook.id };
  const page = await sdk.listWebhooks({ client, query: { limit: 1 } });
  expect(page.data.items[0].id, path.id);
  expect((await sdk.getWebhook({ client, path })).data.url, url);
  const changed = await sdk.updateWebhook({ client, path, body: { events: ['user.created', 'user.deleted'] } });
  expect(changed.data.events.length, 2);
  const rotated = await sdk.rotateWebhookSecret({ client, path });
  expect(rotated.data.secret !== made.data.secret, true);
  const email = `${crypto.randomUUID()}@example.com`;
  await sdk.createUser({ client, body: { email, full_name: 'Ada' } });
  let deliveries = [];
  for (let patience = 300; deliveries.length === 0 && patience > 0; patience -= 1) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    deliveries = (await sdk.listWebhookDeliveries({ client, path })).data.items;
  }
  const one = { ...path, delivery_id: deliveries[0].id };
  const again = await sdk.redeliverWebhook({ client, path: one });
  expect(changed.data.events.includes(again.data.event), true);
  expect(again.data.status, 'pending');
  await sdk.deleteWebhook({ client, path });
}

function expect(found, wanted) {
  if (found !== wanted) throw new Error(`${found} instead of ${wanted}`);
}
