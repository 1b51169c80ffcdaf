package dev.parley.load.wire;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A small reader of JSON for what is rare: replies, errors, and pushes that {@link LineScanner}
 * does not know. Objects become maps, arrays lists, whole numbers Long, other numbers Double.
 */
public final class Json {
  private final String text;
  private int at;

  private Json(String text) {
    this.text = text;
  }

  /**
   * Reads one value.
   *
   * @throws IllegalArgumentException when it is not JSON
   */
  public static Object parse(String text) {
    Json json = new Json(text);
    try {
      Object value = json.value();
      json.skipSpace();
      if (json.at != text.length()) {
        throw json.wrong();
      }
      return value;
    } catch (IndexOutOfBoundsException e) {
      throw json.wrong();
    }
  }

  /** The object under a key; empty if there is none. */
  @SuppressWarnings("unchecked")
  public static Map<String, Object> object(Object from, String key) {
    return from instanceof Map<?, ?> map && map.get(key) instanceof Map<?, ?> found
        ? (Map<String, Object>) found
        : Map.of();
  }

  /** The number under a key; {@code otherwise} if there is none. */
  public static long number(Map<String, Object> from, String key, long otherwise) {
    return from.get(key) instanceof Number number ? number.longValue() : otherwise;
  }

  private Object value() {
    skipSpace();
    char c = text.charAt(at);
    return switch (c) {
      case '{' -> object();
      case '[' -> array();
      case '"' -> string();
      case 't' -> word("true", Boolean.TRUE);
      case 'f' -> word("false", Boolean.FALSE);
      case 'n' -> word("null", null);
      default -> number();
    };
  }

  private Map<String, Object> object() {
    Map<String, Object> object = new LinkedHashMap<>();
    at++;
    if (ends('}')) {
      return object;
    }
    do {
      skipSpace();
      String key = string();
      skipSpace();
      expect(':');
      object.put(key, value());
    } while (goesOn('}'));
    return object;
  }

  private List<Object> array() {
    List<Object> array = new ArrayList<>();
    at++;
    if (ends(']')) {
      return array;
    }
    do {
      array.add(value());
    } while (goesOn(']'));
    return array;
  }

  private boolean ends(char close) {
    skipSpace();
    if (text.charAt(at) != close) {
      return false;
    }
    at++;
    return true;
  }

  private boolean goesOn(char close) {
    if (ends(close)) {
      return false;
    }
    expect(',');
    return true;
  }

  private String string() {
    expect('"');
    StringBuilder out = new StringBuilder();
    for (char c = text.charAt(at++); c != '"'; c = text.charAt(at++)) {
      out.append(c == '\\' ? escaped() : c);
    }
    return out.toString();
  }

  private char escaped() {
    char c = text.charAt(at++);
    switch (c) {
      case 'n':
        return '\n';
      case 't':
        return '\t';
      case 'r':
        return '\r';
      case 'b':
        return '\b';
      case 'f':
        return '\f';
      case 'u':
        at += 4;
        return (char) Integer.parseInt(text.substring(at - 4, at), 16);
      default:
        return c;
    }
  }

  private Object word(String word, Object value) {
    if (!text.startsWith(word, at)) {
      throw wrong();
    }
    at += word.length();
    return value;
  }

  private Number number() {
    int from = at;
    while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    String number = text.substring(from, at);
    if (number.matches("-?[0-9]{1,18}")) {
      return Long.valueOf(number);
    }
    return Double.valueOf(number);
  }

  private void expect(char c) {
    if (text.charAt(at++) != c) {
      throw wrong();
    }
  }

  private void skipSpace() {
    while (at < text.length() && text.charAt(at) <= ' ') {
      at++;
    }
  }

  private IllegalArgumentException wrong() {
    return new IllegalArgumentException("no JSON at character " + at);
  }
}
