package dev.parley.transport.websocket;

import dev.parley.session.Transport;

/**
 * A frame on its way. The payload is shared with other connections and never changed.
 *
 * @param done hears how it went
 */
record QueuedFrame(int opcode, byte[] payload, Transport.Done done) {}
