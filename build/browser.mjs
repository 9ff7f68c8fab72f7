import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { takeTurn } from './bootstrap/turn.mjs';

/**
 * @typedef {object} Browser
 * @property {string} executablePath
 * @property {Record<string, string>} env what its libraries and fonts need besides the process's own
 */

/**
 * A Chromium for the tests: the one that WORDLANE_CHROMIUM names, the one inside an npm package (Linux x64,
 * unpacked once, 209 MB, 4 s), the system's, an installed Chrome or Edge.
 *
 * @param {string} root
 * @returns {Promise<Browser>}
 * @throws when there is none, with a sentence
 */
export async function findBrowser(root) {
  const named = process.env.WORDLANE_CHROMIUM;
  if (named !== undefined) {
    if (!fs.existsSync(named)) throw new Error(`WORDLANE_CHROMIUM names ${named}, which does not exist.`);
    return { executablePath: named, env: {} };
  }
  const packaged = await unpackBrowser(root);
  if (packaged !== null) return packaged;
  const installed = installedBrowsers().find((file) => fs.existsSync(file));
  if (installed !== undefined) return { executablePath: installed, env: {} };
  throw new Error(
    'The web tests need a browser: install Chromium, Chrome or Edge, or name one with WORDLANE_CHROMIUM.',
  );
}

/** Beyond the flags that Playwright gives: containers have no sandbox, and nothing but this machine is reached. */
export const browserFlags = [
  '--no-sandbox',
  '--autoplay-policy=no-user-gesture-required',
  // Hinting without a screen rounds each glyph to whole pixels: Inter at 12 px came out 4 % too wide.
  '--font-render-hinting=none',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
];

/**
 * @param {string} root
 * @returns {Promise<Browser | null>} null where the package is not for this system or does not run on it
 */
async function unpackBrowser(root) {
  const manifest = path.join(root, 'node_modules', '@sparticuz', 'chromium', 'package.json');
  if (process.platform !== 'linux' || process.arch !== 'x64' || !fs.existsSync(manifest)) return null;
  const { version } = JSON.parse(fs.readFileSync(manifest, 'utf8'));
  const cache = path.join(root, 'node_modules', '.cache', 'wordlane');
  const folder = path.join(cache, `chromium-${version}`);
  if (!fs.existsSync(folder)) {
    fs.mkdirSync(cache, { recursive: true });
    await takeTurn(
      `${folder}.turn`,
      () => undefined,
      async () => {
        if (!fs.existsSync(folder)) unpackInto(root, folder);
      },
    );
  }
  const browser = describeUnpacked(folder);
  if (!fs.existsSync(browser.executablePath)) return null;
  nameFonts(path.join(folder, 'fonts'));
  return browser;
}

/**
 * The package's list of fonts names folders of a cloud service. A Chromium that finds no font at all shows no
 * text, not even in fonts of the page.
 *
 * @param {string} folder
 */
function nameFonts(folder) {
  const list = path.join(folder, 'fonts.conf');
  const places = `<dir>${path.join(folder, 'fonts')}</dir><cachedir>${path.join(folder, 'cache')}</cachedir>`;
  const text = `<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "fonts.dtd">\n<fontconfig>${places}</fontconfig>\n`;
  if (fs.readFileSync(list, 'utf8') === text) return;
  const draft = `${list}.${process.pid}`;
  fs.writeFileSync(draft, text);
  fs.renameSync(draft, list);
}

/**
 * The package unpacks into the temporary folder, and its libraries only if it believes to be in AWS.
 * What does not run here (a missing system library) leaves an empty folder, so it is not tried each time.
 *
 * @param {string} root
 * @param {string} folder
 */
function unpackInto(root, folder) {
  const draft = `${folder}.part`;
  fs.rmSync(draft, { recursive: true, force: true });
  fs.mkdirSync(draft);
  const script = "import('@sparticuz/chromium').then((chromium) => chromium.default.executablePath())";
  const env = { ...process.env, TMPDIR: draft, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x' };
  execFileSync(process.execPath, ['-e', script], { cwd: root, env, stdio: ['ignore', 'ignore', 'inherit'] });
  const { executablePath, env: needs } = describeUnpacked(draft);
  try {
    execFileSync(executablePath, ['--version'], { env: { ...process.env, ...needs }, stdio: 'ignore' });
  } catch {
    fs.rmSync(draft, { recursive: true, force: true });
    fs.mkdirSync(draft);
  }
  fs.renameSync(draft, folder);
}

/**
 * @param {string} folder
 * @returns {Browser}
 */
function describeUnpacked(folder) {
  return {
    executablePath: path.join(folder, 'chromium'),
    env: { LD_LIBRARY_PATH: path.join(folder, 'al2023', 'lib'), FONTCONFIG_PATH: path.join(folder, 'fonts') },
  };
}

/** @returns {string[]} where systems keep a Chromium */
function installedBrowsers() {
  if (process.platform === 'darwin') {
    return ['Chromium', 'Google Chrome', 'Microsoft Edge'].map(
      (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
    );
  }
  if (process.platform === 'win32') {
    const folders = [process.env.ProgramFiles, process.env['ProgramFiles(x86)'], process.env.LOCALAPPDATA];
    return folders
      .filter((folder) => folder !== undefined)
      .flatMap((folder) => [
        path.join(folder, 'Google', 'Chrome', 'Application', 'chrome.exe'),
        path.join(folder, 'Microsoft', 'Edge', 'Application', 'msedge.exe'),
      ]);
  }
  return [
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/opt/google/chrome/chrome',
    '/opt/microsoft/msedge/msedge',
  ];
}
