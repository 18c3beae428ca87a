// node streams.mjs SDK URL FUNCTION: what a function meets, as JSON.
const [, , entry, baseUrl, name] = process.argv;
const sdk = await import(entry);
const client = sdk.connect({ baseUrl, attempts: 1, timeout: 0.3 });
const id = '01931b6e-7a30-7c64-b3bc-5d5f6f2f9d0a';

const functions = {
  booking: () => sdk.getBooking({ client, path: { id } }),
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
