package dev.parley.protocol;

/**
 * Makes text of clients safe for a line of a log: it cannot start a new line, move the cursor, or
 * change the direction of the text beside it. Holds no state.
 */
public final class Printable {
  /** Code points, so that no character is cut in two. */
  private static final int MOST = 1024;

  private Printable() {}

  /**
   * The text in quotation marks, cut if it is very long. Quotation marks, backslashes and invisible
   * characters are escaped as in a Java string.
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

  /** Whether a character is visible, or a space, and changes nothing beside it. */
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
