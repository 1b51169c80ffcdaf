/**
 * Long polling: sessions over single requests, for clients behind a proxy that lets nothing else
 * through. Owns the numbers of batches and turns, by which a lost answer is given again and nothing
 * twice. Knows no command. Enter at {@link dev.parley.transport.poll.PollServlet}.
 */
package dev.parley.transport.poll;
