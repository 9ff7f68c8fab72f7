import { failure } from '../../contract/failure.ts';
import type { Result } from '../../contract/result.ts';
import { fail, succeed } from '../../contract/result.ts';
import { bbc } from './bbc.ts';
import { dcmp } from './dcmp.ts';
import { netflix } from './netflix.ts';
import { plain } from './plain.ts';
import type { Profile } from './profile.ts';
import { tiktok } from './tiktok.ts';
import { youtube } from './youtube.ts';

/** Every caption profile, the default first. */
export const profiles: readonly Profile[] = [plain, netflix, bbc, youtube, tiktok, dcmp];

/** The profile of a project that names none. */
export const defaultProfile: Profile = plain;

/** The profile with this id; failure `profile.unknown` names it. */
export function findProfile(id: string): Result<Profile> {
  const found = profiles.find((profile) => profile.id === id);
  if (found !== undefined) return succeed(found);
  return fail(failure('profile.unknown', { detail: id }));
}
