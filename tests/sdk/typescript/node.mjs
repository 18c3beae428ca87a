// node node.mjs SCRIPT FUNCTION SDK URL: run one of the scripts here, and print its result as JSON.
const [, , script, name, entry, url] = process.argv;
const { [name]: run } = await import(script);
console.log(JSON.stringify(await run(await import(entry), url)));
