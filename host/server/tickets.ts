import { randomBytes } from 'node:crypto';

/** One-time ways in: a page trades one for the token, so that no URL ever holds the token itself. */
export type Tickets = Map<string, { readonly expiresAtMs: number | null }>;

/** Long enough for a browser to start, short enough that a URL in a history is worth nothing. */
const LIFETIME_MS = 30_000;

export function mintTicket(tickets: Tickets, nowMs: number): string {
  for (const [old, { expiresAtMs }] of tickets) {
    if (expiresAtMs !== null && nowMs > expiresAtMs) tickets.delete(old);
  }
  const ticket = randomBytes(24).toString('base64url');
  tickets.set(ticket, { expiresAtMs: nowMs + LIFETIME_MS });
  return ticket;
}

/** A ticket that stays good until its first use: the one that a person copies from a terminal. */
export function mintPatientTicket(tickets: Tickets): string {
  const ticket = randomBytes(24).toString('base64url');
  tickets.set(ticket, { expiresAtMs: null });
  return ticket;
}

/** True once for each ticket that is still good. */
export function spendTicket(tickets: Tickets, ticket: string, nowMs: number): boolean {
  const found = tickets.get(ticket);
  tickets.delete(ticket);
  return found !== undefined && (found.expiresAtMs === null || nowMs <= found.expiresAtMs);
}
