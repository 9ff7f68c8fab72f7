import { Component, type ReactNode } from 'react';
import { Button } from '../design/button.tsx';
import { FailedState } from '../design/states.tsx';
import { say } from '../text/text.ts';

interface FaultBoundaryProps {
  readonly report: (error: unknown) => void;
  readonly children: ReactNode;
}

/**
 * A bug in one part leaves the rest of the window standing: menus, saving and the other panes. React offers this
 * to classes alone.
 */
export class FaultBoundary extends Component<FaultBoundaryProps, { readonly broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError(): { readonly broken: boolean } {
    return { broken: true };
  }

  override componentDidCatch(error: unknown): void {
    this.props.report(error);
  }

  override render(): ReactNode {
    if (!this.state.broken) return this.props.children;
    return (
      <FailedState
        title={say('frame.broken')}
        detail={say('frame.broken.safe')}
        action={
          <Button kind="normal" size="small" onClick={() => this.setState({ broken: false })}>
            {say('frame.showAgain')}
          </Button>
        }
      />
    );
  }
}
