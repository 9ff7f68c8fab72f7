import { afterEach, describe, expect, test } from 'vitest';
import { explainFailure, type FailureCode, failure } from '../../common/contract/failure.ts';
import { failureMessages } from '../../common/contract/messages.en.ts';
import { explainHere } from './failures.ts';
import { LANGUAGES, speak } from './text.ts';

const codes = Object.keys(failureMessages) as FailureCode[];
afterEach(() => speak('en'));

/** Speaks of what only the command line has: commands, options, variables of the environment. */
function namesCommands(sentence: string): boolean {
  return /--[a-z]|`|[A-Z]+_[A-Z]+/u.test(sentence);
}

describe.each(LANGUAGES)('a failure in a window in %s', (language) => {
  test('never speaks of commands, options or variables', () => {
    speak(language);
    const told = codes.map((code) => explainHere(failure(code, { file: 'x', detail: 'x' })));
    expect(told.map(({ repair }) => repair).filter(namesCommands)).toEqual([]);
    expect(told.map(({ reason }) => reason).filter(namesCommands)).toEqual([]);
  });

  test('says what happened, and what to do wherever the command line does', () => {
    speak(language);
    for (const code of codes) {
      const { reason, repair } = explainHere(failure(code, { detail: 'x' }));
      expect(reason, code).not.toMatch(/^$|failure\.|[{}]/u);
      expect(repair, code).not.toMatch(/failure\.|[{}]/u);
      expect(repair === '', code).toBe(failureMessages[code].repair === '');
    }
  });
});

test('the command line has sentences of its own that a window must not show', () => {
  expect(codes.filter((code) => namesCommands(failureMessages[code].repair)).length).toBeGreaterThan(30);
});

test('every sentence is said in German', () => {
  const about = { file: 'x', detail: 'x' };
  const english = codes.map((code) => explainHere(failure(code, about)));
  speak('de');
  const german = codes.map((code) => explainHere(failure(code, about)));
  const same = codes.filter(
    (_, at) =>
      german[at]?.reason === english[at]?.reason && english[at]?.reason.replaceAll(/\W|x/gu, '') !== '',
  );
  expect(same).toEqual([]);
  const unsaid = codes.filter(
    (_, at) => german[at]?.repair === english[at]?.repair && english[at]?.repair !== '',
  );
  expect(unsaid).toEqual([]);
});

test('what a person can do here is said', () => {
  expect(explainHere(failure('output.not-writable', { detail: 'x' })).repair).toBe('Choose another folder.');
  expect(explainHere(failure('media.empty', {})).repair).not.toBe('');
});

test.each([String.raw`D:\u0041 $& {0} ’'`, "it's {odd}"])('the value %s stands there as it is', (detail) => {
  const failed = failure('disk.full', { detail });
  expect(explainHere(failed).reason).toBe(`There is no room left on the disk (${detail}).`);
  expect(explainFailure(failed).reason).toBe(explainHere(failed).reason);
});
