/**
 * Long polling: sessions over single requests, for clients behind a proxy that passes nothing else.
 * Owns the numbers of batches and turns: a lost answer is sent again, and no request runs twice.
 * Knows no command. Begin with {@link dev.parley.transport.poll.PollServlet}.
 */
package dev.parley.transport.poll;
