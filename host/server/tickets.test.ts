import { describe, expect, it } from 'vitest';
import { mintPatientTicket, mintTicket, spendTicket, type Tickets } from './tickets.ts';

const NOW_MS = 1_000_000;

describe('a ticket', () => {
  it('is good once, within 30 s', () => {
    const tickets: Tickets = new Map();
    const ticket = mintTicket(tickets, NOW_MS);
    expect(spendTicket(tickets, ticket, NOW_MS + 30_000)).toBe(true);
    expect(spendTicket(tickets, ticket, NOW_MS + 30_000)).toBe(false);
  });

  it('is worth nothing after 30 s, and nothing is kept of it', () => {
    const tickets: Tickets = new Map();
    const late = mintTicket(tickets, NOW_MS);
    expect(spendTicket(tickets, late, NOW_MS + 30_001)).toBe(false);
    mintTicket(tickets, NOW_MS);
    mintTicket(tickets, NOW_MS + 30_001);
    expect(tickets.size).toBe(1);
  });

  it('that was printed waits for its first use', () => {
    const tickets: Tickets = new Map();
    const ticket = mintPatientTicket(tickets);
    mintTicket(tickets, NOW_MS + 1e9);
    expect(spendTicket(tickets, ticket, NOW_MS + 1e9)).toBe(true);
    expect(spendTicket(tickets, ticket, NOW_MS + 1e9)).toBe(false);
  });
});
