// node calls.mjs PACKAGE: calls every function of the TypeScript SDK of beyond.yaml, and prints
// the requests that it makes.
const [, , folder] = process.argv;
const sdk = await import(`file://${folder}/dist/index.js`);
const requests = [];
const fetch = async (request) => {
  const body = Buffer.from(await request.arrayBuffer()).toString('base64');
  const type = request.headers.get('content-type');
  requests.push({ method: request.method, url: request.url, type, body });
  return new Response(null, { status: 204 });
};
const client = sdk.connect({ baseUrl: 'http://mock', fetch });
const shipping = { city: 'A&B', lines: ['x y', 'z'], geo: { lat: 1.5 } };
const order = { amount: 5, shipping, codes: [1, 2], notes: { a: 'ö&' } };
await sdk.linkStations({ client });
await sdk.queryStations({ client, body: { near: 'x' } });
await sdk.placeOrder({ client, query: { created: { gt: 1 }, expand: ['a.b', 'c d'] }, body: order });
await sdk.placeOrder({ client, query: { created: 5 }, body: { amount: 5, notes: 'none' } });
await sdk.replaceOrder({ client, body: order });
await sdk.sendLines({ client, body: [{ n: 1, on: '2026-01-02' }, { n: 2 }] });
await sdk.sendLines({ client, body: [] });
await sdk.sendRecords({ client, body: [{ n: 1 }, { n: 2 }] });
await sdk.sendRecords({ client, body: [] });
console.log(JSON.stringify(requests));
