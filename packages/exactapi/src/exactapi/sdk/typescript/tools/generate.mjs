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
  const cause = error.cause ?? error.errors?.[0]?.error ?? error;
  console.error(String(cause.message ?? cause).split('\n')[0]);
  process.exit(1);
}
