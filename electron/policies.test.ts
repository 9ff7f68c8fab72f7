import { describe, expect, test } from 'vitest';
import {
  externalUrl,
  navigationVerdict,
  permissionVerdict,
  senderVerdict,
  windowOptions,
} from './policies.ts';

const OWN = 'http://127.0.0.1:4321';

describe('permissions', () => {
  test.each(['clipboard-sanitized-write', 'fullscreen'])('our page may use %s', (permission) => {
    expect(permissionVerdict(permission, OWN, OWN).allow).toBe(true);
  });

  test.each(['media', 'geolocation', 'notifications', 'usb', 'openExternal', 'something-new'])(
    'our page may not use %s, and the reason is told',
    (permission) => {
      const { allow, reason } = permissionVerdict(permission, OWN, OWN);
      expect(allow).toBe(false);
      expect(reason).not.toBe('');
    },
  );

  test('another page may use nothing, also on another port of this computer', () => {
    for (const origin of [
      'https://example.org',
      'http://127.0.0.1:4322',
      'http://localhost:4321',
      'null',
      '',
    ]) {
      expect(permissionVerdict('fullscreen', origin, OWN).allow).toBe(false);
    }
    expect(permissionVerdict('fullscreen', OWN, null).allow).toBe(false);
  });
});

describe('navigation', () => {
  test.each([
    [`${OWN}/`, true],
    [`${OWN}/#ticket=abc`, true],
    ['http://127.0.0.1:4321.evil.example/', false],
    ['http://127.0.0.1:4322/', false],
    ['https://127.0.0.1:4321/', false],
    ['http://localhost:4321/', false],
    ['http://someone@127.0.0.1:4321/', true],
    ['file:///etc/passwd', false],
    ['data:text/html,<p>', false],
    ['javascript:alert(1)', false],
    ['about:blank', false],
    ['not an address', false],
    ['', false],
  ])('%s may be gone to: %s', (url, allow) => {
    expect(navigationVerdict(url, OWN).allow).toBe(allow);
  });

  test('before the host runs there is nowhere to go', () => {
    expect(navigationVerdict(`${OWN}/`, null).allow).toBe(false);
  });
});

test('only web and mail addresses leave for the system, as the parser understood them', () => {
  expect(externalUrl('https://example.org/a b')).toBe('https://example.org/a%20b');
  expect(externalUrl('mailto:someone@example.org')).toBe('mailto:someone@example.org');
  for (const url of [
    'http://example.org',
    'file:///bin/sh',
    'smb://share',
    'javascript:1',
    'C:\\run.exe',
    '',
  ]) {
    expect(externalUrl(url)).toBeNull();
  }
});

test('a message counts only from the main frame of our page', () => {
  expect(senderVerdict({ url: `${OWN}/`, isMainFrame: true }, OWN).allow).toBe(true);
  expect(senderVerdict({ url: `${OWN}/`, isMainFrame: false }, OWN).allow).toBe(false);
  expect(senderVerdict({ url: 'https://example.org', isMainFrame: true }, OWN).allow).toBe(false);
  expect(senderVerdict(null, OWN).allow).toBe(false);
});

test('a window has no way into Node and spells that out', () => {
  const { webPreferences } = windowOptions(null, '/preload.cjs', 'linux', true);
  expect(webPreferences).toMatchObject({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    webviewTag: false,
    navigateOnDragDrop: false,
  });
});
