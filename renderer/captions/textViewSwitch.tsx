import { Segments } from '../design/tabs.tsx';
import { useSession, useView } from '../session/session.ts';
import { say } from '../text/text.ts';

/** Transcript or captions: two views of the same words. In wide windows both are there, and a title stands here. */
export function TextViewSwitch({ own }: { readonly own: 'transcript' | 'captions' }) {
  const { view } = useSession();
  const text = useView((state) => state.text);
  return (
    <>
      <div className="min-[2000px]:hidden">
        <Segments
          label={say('captions.views')}
          options={[
            { value: 'transcript', label: say('captions.view.transcript') },
            { value: 'captions', label: say('captions.view.captions') },
          ]}
          value={text}
          onChange={(next) => view.setState({ text: next })}
        />
      </div>
      <h2 className="hidden t-12 font-medium min-[2000px]:block">{say(`captions.view.${own}`)}</h2>
    </>
  );
}
