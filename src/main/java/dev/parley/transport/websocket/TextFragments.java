package dev.parley.transport.websocket;

import dev.parley.protocol.Frame;
import jakarta.websocket.MessageHandler;
import java.util.function.Consumer;

/**
 * Puts the fragments of text messages together, within a bound. Liberty decodes each fragment by
 * itself and closes with 1007 when one ends within a character. Used by the container's thread that
 * reads, of which there is one at a time.
 */
final class TextFragments implements MessageHandler.Partial<String> {
  private final FragmentBound bound;
  private final Consumer<String> receiver;

  /** What has come of a message that is not complete. */
  private final StringBuilder before = new StringBuilder(0);

  TextFragments(FragmentBound bound, Consumer<String> receiver) {
    this.bound = bound;
    this.receiver = receiver;
  }

  @Override
  public void onMessage(String text, boolean last) {
    bound.add(Frame.of(text).bytes(), last);
    if (last && before.length() == 0) {
      receiver.accept(text);
      return;
    }
    before.append(text);
    if (last) {
      String whole = before.toString();
      before.setLength(0);
      receiver.accept(whole);
    }
  }
}
