// node bundle.mjs FOLDER: sizes of a TypeScript SDK for a browser, plain and with gzip, as JSON.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const folder = process.argv[2];
const calls = readFileSync(`${folder}/src/gen/sdk.gen.ts`, 'utf8');
const [, name] = /^export const (\w+) = <ThrowOnError/m.exec(calls);
const programs = {
  'one operation': `import { connect, ${name} } from './src/index.js';
    globalThis.run = () => ${name}({ client: connect({ baseUrl: '' }) });`,
  'all operations': "import * as sdk from './src/index.js'; globalThis.sdk = sdk;",
};
const sizes = {};
for (const [program, contents] of Object.entries(programs)) {
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
  sizes[program] = [file.contents.length, gzipSync(file.contents).length];
}
console.log(JSON.stringify(sizes));
