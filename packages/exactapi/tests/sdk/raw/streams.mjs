// node streams.mjs SDK URL FUNCTION: what a function meets, as JSON.
const [, , entry, baseUrl, name] = process.argv;
const sdk = await import(entry);
const client = sdk.connect({ baseUrl, attempts: 1, timeout: 0.3 });
const id = '01931b6e-7a30-7c64-b3bc-5d5f6f2f9d0a';

/** A secret, and what is offered in place of the right signature. */
const WEBHOOKS = [
  [`whsec_${btoa('secret')}`, (good) => good],
  [`whsec_${btoa('secret')}`, () => 'v1,!!! v2,x v1,'],
  [`whsec_${btoa('other')}`, (good) => good],
  ['', (good) => good],
];

async function webhook([secret, offered]) {
  const timestamp = String(Math.floor(Date.now() / 1000));
  const bytes = (text) => new TextEncoder().encode(text);
  const hmac = { name: 'HMAC', hash: 'SHA-256' };
  const key = await crypto.subtle.importKey('raw', bytes('secret'), hmac, false, ['sign']);
  const signature = await crypto.subtle.sign('HMAC', key, bytes(`msg.${timestamp}.{}`));
  const good = `v1,${btoa(String.fromCharCode(...new Uint8Array(signature)))}`;
  const headers = new Headers({
    'webhook-id': 'msg',
    'webhook-timestamp': timestamp,
    'webhook-signature': offered(good),
  });
  return sdk.verifyWebhook('{}', headers, secret).catch(({ name, message }) => `${name}: ${message}`);
}

const functions = {
  booking: () => sdk.getBooking({ client, path: { id } }),
  webhooks: () => Promise.all(WEBHOOKS.map(webhook)),
  elsewhere: () => sdk.getBooking({ client, path: { id: '..' } }),
  async delays() {
    const { stream } = await sdk.followDelays({ client });
    const minutes = [];
    for await (const delay of stream) minutes.push(delay.minutes);
    return minutes;
  },
};
try {
  console.log(JSON.stringify({ found: await functions[name]() }));
} catch (error) {
  const { message, status, requestId, content } = error;
  console.log(JSON.stringify({ name: error.constructor.name, message, status, requestId, content }));
}
