package dev.parley.protocol;

/**
 * A frame of commands that a request of its own brings, beside the connection by which its session
 * is answered.
 *
 * @param node the member that holds the session, as the reply to {@code connect} names it
 * @param session its key, as that reply has it
 * @param frame the commands, as the codec of the session has them; not to be changed
 */
public record EmulationRequest(String node, String session, byte[] frame) {}
