import { useRef, useState } from 'react';
import { Button } from '../design/button.tsx';
import { Labelled, TextField } from '../design/field.tsx';
import { Sheet } from '../design/sheet.tsx';
import { say } from '../text/text.ts';
import { useApp } from './app.ts';
import { downloadProject } from './saving.ts';

interface SaveAsProps {
  readonly suggested: string;
  readonly settle: (path: string | null) => void;
}

/** Where to save on the computer that Wordlane runs on, or a copy as a download. */
export function SaveAsSheet({ suggested, settle }: SaveAsProps) {
  const app = useApp();
  const [path, setPath] = useState(suggested);
  const field = useRef<HTMLInputElement>(null);
  const end = (chosen: string | null) => {
    app.openLayer(null);
    settle(chosen);
  };
  const download = () => {
    const { session } = app.state.getState();
    if (session !== null) downloadProject(app, session).catch(app.report);
    end(null);
  };
  return (
    <Sheet
      title={say('frame.saveAs')}
      about={null}
      width="normal"
      closeLabel={say('frame.cancel')}
      onClose={() => end(null)}
      focus={field}
      foot={
        <>
          <Button kind="quiet" size="normal" onClick={download}>
            {say('frame.download')}
          </Button>
          <span className="flex-1" />
          <Button kind="normal" size="normal" onClick={() => end(null)}>
            {say('frame.cancel')}
          </Button>
          <Button kind="primary" size="normal" type="submit" form="save-as" disabled={path.trim() === ''}>
            {say('frame.saveNow')}
          </Button>
        </>
      }
    >
      <form
        id="save-as"
        className="grid grid-cols-[auto_minmax(0,1fr)] items-baseline gap-3 p-4"
        onSubmit={(event) => {
          event.preventDefault();
          end(path.trim());
        }}
      >
        <Labelled label={say('frame.saveAs.where')} hint={say('frame.saveAs.hint')} error={null}>
          {({ id, describedBy }) => (
            <TextField
              id={id}
              ref={field}
              aria-describedby={describedBy}
              value={path}
              onFocus={({ target }) => selectName(target)}
              onChange={(event) => setPath(event.target.value)}
            />
          )}
        </Labelled>
      </form>
    </Sheet>
  );
}

/** What people change is the name, not the folder and not the ending. */
function selectName(input: HTMLInputElement): void {
  const { value } = input;
  const start = Math.max(value.lastIndexOf('/'), value.lastIndexOf('\\')) + 1;
  const dot = value.lastIndexOf('.');
  input.setSelectionRange(start, dot > start ? dot : value.length);
}
