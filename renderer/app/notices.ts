import { toast } from 'sonner';
import type { Failure } from '../../common/contract/failure.ts';
import type { Connection } from '../host/connection.ts';
import { explainHere } from '../text/failures.ts';
import { say } from '../text/text.ts';
import { nameOf } from './paths.ts';

/** Short messages: what a person reads of failures and bugs when no place on the screen tells it. */
export interface Notices {
  readonly tell: (failure: Failure) => void;
  readonly report: (error: unknown) => void;
}

export function createNotices(connection: Connection): Notices {
  return {
    tell: (failure) => {
      const { reason, repair } = explainHere(failure);
      const title = failure.file === null ? reason : `${nameOf(failure.file)}: ${reason}`;
      // The same again (a key that is held) replaces what is there.
      toast.error(title, { id: `${failure.code} ${failure.file}`, description: repair });
    },
    report: (error) => {
      const { message, stack = '' } = error instanceof Error ? error : new Error(String(error));
      // What breaks because the host is away is told by the banner, and comes again when it is back.
      if (connection.state.getState().link !== 'open') return;
      toast.error(say('app.wrong'), { id: 'app.wrong' });
      const about = { message: message.slice(0, 4000), stack: stack.slice(0, 20_000) };
      // Where even the log cannot be reached, the message on screen is all there is.
      connection.rpc.app.logFailure.mutate(about).catch(() => undefined);
    },
  };
}
