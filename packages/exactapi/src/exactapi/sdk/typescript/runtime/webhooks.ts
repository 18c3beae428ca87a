/** Signatures of webhooks, as Standard Webhooks 1.0 has them. */

const TOLERANCE = 300;

/** A message that the service did not sign, or signed too long ago: do not act on it. */
export class SignatureInvalid extends Error {
  override readonly name = 'SignatureInvalid';
}

/**
 * The identifier of a message, to tell a repeated one by. Several secrets are for the time in which
 * one replaces another.
 */
export async function verify(
  body: string,
  headers: Headers,
  secrets: string | readonly string[],
): Promise<string> {
  const [id, timestamp, signatures] = ['id', 'timestamp', 'signature'].map((name) => {
    const value = headers.get(`webhook-${name}`);
    if (value === null) throw new SignatureInvalid(`the header webhook-${name} is missing`);
    return value;
  }) as [string, string, string];
  if (!(Math.abs(Date.now() / 1000 - Number(timestamp)) <= TOLERANCE)) {
    throw new SignatureInvalid('the timestamp is too far from now');
  }
  const signed = new TextEncoder().encode(`${id}.${timestamp}.${body}`);
  for (const secret of typeof secrets === 'string' ? [secrets] : secrets) {
    const raw = bytes(secret.replace(/^whsec_/, ''));
    if (!raw.length) {
      throw new SignatureInvalid('the secret is empty, or not base64; copy it whole');
    }
    const key = await crypto.subtle.importKey(
      'raw',
      raw,
      { name: 'HMAC', hash: 'SHA-256' },
      false,
      ['verify'],
    );
    for (const offered of signatures.split(' ')) {
      if (!offered.startsWith('v1,')) continue;
      if (await crypto.subtle.verify('HMAC', key, bytes(offered.slice(3)), signed)) return id;
    }
  }
  throw new SignatureInvalid('no signature fits');
}

/** None where it is not base64: a signature comes from anybody. */
function bytes(base64: string): Uint8Array<ArrayBuffer> {
  try {
    return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  } catch {
    return new Uint8Array();
  }
}
