import { say } from '../text/text.ts';

export function HomeScreen() {
  return <main className="p-4 t-22">{say('app.name')}</main>;
}
