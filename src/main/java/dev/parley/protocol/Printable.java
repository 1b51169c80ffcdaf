package dev.parley.protocol;

/**
 * Text from outside, made fit for a line of a log: whatever somebody calls themselves, it makes no
 * second line, moves no cursor and does not turn around what stands beside it. Holds no state.
 */
public final class Printable {
  /** Code points, so that no character is cut in two. */
  private static final int MOST = 1024;

  private Printable() {}

  /**
   * The text in quotation marks, without its end if it is very long; quotation marks, backslashes
   * and what does not show stand as in a Java string.
   */
  public static String quoted(String text) {
    StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
    text.codePoints().limit(MOST).forEach(c -> append(quoted, c));
    boolean cut = text.codePointCount(0, text.length()) > MOST;
    return quoted.append(cut ? "\"…" : "\"").toString();
  }

  private static void append(StringBuilder quoted, int c) {
    if (c == '"' || c == '\\') {
      quoted.append('\\').append((char) c);
    } else if (shows(c)) {
      quoted.appendCodePoint(c);
    } else {
      for (char unit : Character.toChars(c)) {
        quoted.append(String.format("\\u%04x", (int) unit));
      }
    }
  }

  /**
   * Whether a character is seen where it stands, a space included, and changes nothing beside it.
   */
  public static boolean shows(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
