package dev.parley.transport.frames;

import dev.parley.session.Transport;

/**
 * A frame to write. Other connections share its payload, and nobody changes it.
 *
 * @param done is told the result
 */
record QueuedFrame(int opcode, byte[] payload, Transport.Done done) {}
