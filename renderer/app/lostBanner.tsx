import { TriangleAlert } from 'lucide-react';
import { useStore } from 'zustand';
import { Icon } from '../design/icon.tsx';
import { say } from '../text/text.ts';
import { useApp } from './app.ts';

/** While the host cannot be reached: that it is tried again, and what is safe meanwhile. */
export function LostBanner() {
  const app = useApp();
  const link = useStore(app.connection.state, (state) => state.link);
  const session = useStore(app.state, (state) => state.session);
  if (link !== 'lost') return null;
  return (
    <div
      role="alert"
      className="flex flex-none flex-wrap items-center justify-center gap-x-2 border-b border-line-1 bg-warn-soft px-4 py-1.5 t-12"
    >
      <span className="text-warn">
        <Icon of={TriangleAlert} size={16} />
      </span>
      <span className="font-medium">{say('app.lost')}</span>
      {session !== null && <span className="text-text-2">{say('frame.lost.safe')}</span>}
    </div>
  );
}
