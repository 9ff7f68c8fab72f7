import { main } from './main.ts';

// Where the desktop shell starts the host, as a process of its own.
process.exitCode = await main(process.argv.slice(2));
