package dev.parley.protocol;

/**
 * A request that carries a frame of commands for a session with a stream.
 *
 * @param node the member that holds the session, from the reply to {@code connect}
 * @param session the key of the session, from the same reply
 * @param frame the commands in the codec of the session; must not be changed
 */
public record EmulationRequest(String node, String session, byte[] frame) {}
