// node bundle.mjs FOLDER: sizes of a TypeScript SDK for a browser, plain and with gzip, as JSON.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const folder = process.argv[2];

async function bundled(contents) {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: folder, loader: 'ts' },
    bundle: true,
    format: 'esm',
    minify: true,
    platform: 'browser',
    target: 'es2022',
    write: false,
  });
  const [file] = outputFiles;
  return [file.contents.length, gzipSync(file.contents).length];
}

const calls = readFileSync(`${folder}/src/gen/sdk.gen.ts`, 'utf8');
const each = [...calls.matchAll(/^export const (\w+) = <ThrowOnError/gm)].map(([, name]) =>
  bundled(`import { connect, ${name} } from './src/index.js';
    globalThis.run = () => ${name}({ client: connect({ baseUrl: '' }) });`),
);
const bySize = (await Promise.all(each)).sort(([, one], [, other]) => one - other);
const sizes = {
  'smallest operation': bySize[0],
  'largest operation': bySize.at(-1),
  'all operations': await bundled("import * as sdk from './src/index.js'; globalThis.sdk = sdk;"),
};
console.log(JSON.stringify(sizes));
