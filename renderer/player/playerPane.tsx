import { CueBox } from './cueBox.tsx';
import { Stage } from './stage.tsx';
import { Transport } from './transport.tsx';

/** The picture with its captions, the transport, and the chosen cue with its figures. */
export function PlayerPane() {
  return (
    <div className="flex h-full min-w-0 flex-col overflow-hidden bg-surface-1">
      <Stage />
      <Transport />
      <CueBox />
    </div>
  );
}
