// Loads one bench file and prints a line of JSON for each of its benches. Run by bench.mjs with --expose-gc.
import { pathToFileURL } from 'node:url';

const { benches } = await import(pathToFileURL(process.argv[2] ?? '').href);
for (const { name, run } of benches) {
  process.stdout.write(`${JSON.stringify({ name, figures: await run() })}\n`);
  globalThis.gc?.();
}
