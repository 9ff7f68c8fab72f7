import './app/styleNonce.ts';
import './design/tokens.css';
import './design/base.css';

// Not imported above: how a bundle is split decides which module runs first, and packages that add styles as they
// are loaded have to come after the nonce.
const { start } = await import('./app/start.tsx');
await start();
