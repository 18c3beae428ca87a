// node events.mjs PACKAGE: reads the events of the TypeScript SDK of travel.yaml, however they are
// cut, and prints what it met.
const [, , folder] = process.argv;
const sdk = await import(`file://${folder}/dist/index.js`);

/** An answer of these pieces; `left` is called when nobody listens any more. */
function answer(pieces, { status = 200, left, error } = {}) {
  const rest = pieces.map((piece) => new TextEncoder().encode(piece));
  const body = new ReadableStream({
    async pull(controller) {
      await new Promise((resolve) => setTimeout(resolve, 1));
      if (rest.length) return controller.enqueue(rest.shift());
      return error ? controller.error(error) : controller.close();
    },
    cancel: left,
  });
  return new Response(body, { status, headers: { 'content-type': 'text/event-stream' } });
}

async function followed(...answers) {
  const named = [];
  const seen = [];
  const requests = [];
  const fetch = async (request) => (requests.push(request.url), answers.shift());
  const client = sdk.connect({ baseUrl: 'http://mock', fetch });
  const onSseEvent = ({ event, id }) => named.push([event ?? null, id ?? null]);
  try {
    const { stream } = await sdk.followDelays({ client, onSseEvent });
    for await (const event of stream) seen.push(event);
  } catch ({ name, status, content }) {
    return { seen, name, status, content };
  }
  return { seen, named, requests: requests.length };
}

const text = '\ufeffevent: late\ndata: {"minutes":\ndata: 3}\nid: 7\n\n: no event\n\ndata:{"minutes": 4}\n\ndata: lost';
const pieces = (all, size) => all.match(new RegExp(`[^]{1,${size}}`, 'g'));
const whole = {};
for (const [name, end] of Object.entries({ lf: '\n', crlf: '\r\n', cr: '\r' })) {
  for (const size of [1, 2, 3, 7, 1000]) {
    whole[`${name} in pieces of ${size}`] = await followed(answer(pieces(text.replaceAll('\n', end), size)));
  }
}

let hasLeft = false;
const endless = answer(Array(1000).fill('data: 1\n\n'), { left: () => (hasLeft = true) });
const client = sdk.connect({ baseUrl: 'http://mock', fetch: async () => endless });
for await (const event of (await sdk.followDelays({ client })).stream) if (event === 1) break;
await new Promise((resolve) => setTimeout(resolve, 10));

console.log(
  JSON.stringify({
    whole,
    hasLeft,
    again: await followed(answer([], { status: 503 }), answer(['data: 1\n\n'])),
    refused: await followed(answer(['no'], { status: 403 })),
    broken: await followed(answer(['data: 1\n\n'], { error: new Error('reset') })),
  }),
);
