package dev.parley.transport.websocket;

import dev.parley.session.Wire;

/**
 * A frame on its way. The payload is shared with other connections and never changed.
 *
 * @param done hears how it went
 */
record Outgoing(int opcode, byte[] payload, Wire.Done done) {}
