import { SkeletonLines } from '../design/states.tsx';
import { say } from '../text/text.ts';

/** While a project is fetched: rows in their true height, from 100 ms on. */
export function OpeningScreen({ name }: { readonly name: string }) {
  const label = say('frame.opening', { name });
  return (
    <main className="h-full bg-surface-1">
      <div className="flex h-9 items-center border-b border-line-1 px-3 t-12 text-text-2">{label}</div>
      <SkeletonLines label={label} count={8} rowPx={52} />
    </main>
  );
}
