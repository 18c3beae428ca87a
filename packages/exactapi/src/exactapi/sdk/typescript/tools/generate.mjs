// node generate.mjs DOCUMENT FOLDER: what @hey-api/openapi-ts makes of a document.
import { createClient } from '@hey-api/openapi-ts';

const [, , input, path] = process.argv;
try {
  await createClient({
    input,
    logs: { level: 'silent', file: false },
    output: { path, module: { extension: '.js' } },
    plugins: [
      { name: '@hey-api/client-fetch', throwOnError: true },
      '@hey-api/typescript',
      '@hey-api/sdk',
    ],
  });
} catch (error) {
  let cause = error;
  while (cause.originalError?.error ?? cause.cause) cause = cause.originalError?.error ?? cause.cause;
  console.error(String(cause.message || cause).trim().split('\n')[0]);
  process.exit(1);
}
