import { main } from './main.ts';

// Where the desktop shell starts the host. Electron's utility processes do not end when nothing is left to do.
process.exit(await main(process.argv.slice(2)));
