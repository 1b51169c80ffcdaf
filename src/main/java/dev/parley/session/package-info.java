/**
 * Sessions: a client with its identity, its subscriptions and its outbox, whatever transport
 * carries its frames; the commands it may send, in order; heartbeat and end. Holds no rule of a
 * channel and writes to no socket. Enter at {@link dev.parley.session.SessionRegistry};
 * applications add methods by {@link dev.parley.session.RpcMethod}.
 */
package dev.parley.session;
