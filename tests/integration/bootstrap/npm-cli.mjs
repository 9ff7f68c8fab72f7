// Stands in for npm: notes the call, then links the packages of the checkout instead of loading them.
// FAKE_NPM_GATE: a port to ask whether to go on, between a half and a whole installation.
// FAKE_NPM_ERROR: the code of the error to end with.
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';

const {
  FAKE_NPM_CALLS: calls,
  FAKE_NPM_MODULES: modules,
  FAKE_NPM_GATE: gate,
  FAKE_NPM_ERROR: error,
} = process.env;

fs.appendFileSync(calls, `${JSON.stringify(process.argv.slice(2))}\n`);
fs.rmSync('node_modules', { recursive: true, force: true });
fs.mkdirSync('node_modules/half-installed', { recursive: true });
if (error !== undefined) {
  process.stderr.write(`npm error code ${error}\nnpm error at Object.<anonymous> (somewhere.js:1:1)\n`);
  process.exit(1);
}
if (gate !== undefined) await askGate(Number(gate));

fs.rmSync('node_modules/half-installed', { recursive: true });
for (const name of fs.readdirSync(modules).filter((entry) => !entry.startsWith('.'))) {
  fs.symlinkSync(path.join(modules, name), path.join('node_modules', name));
}
const { packages } = JSON.parse(fs.readFileSync('package-lock.json', 'utf8'));
const installed = Object.entries(packages).filter(([folder]) => folder !== '' && fs.existsSync(folder));
fs.writeFileSync(
  'node_modules/.package-lock.json',
  JSON.stringify({ packages: Object.fromEntries(installed) }),
);

function askGate(port) {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1', () => socket.write(`${process.pid}\n`));
    socket.once('data', () => {
      socket.end();
      resolve();
    });
    socket.once('close', (hadError) => hadError && process.exit(1));
  });
}
