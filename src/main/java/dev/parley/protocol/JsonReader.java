package dev.parley.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Parses JSON of clients into maps, lists, strings, longs, doubles and booleans. It copies chosen
 * fields byte for byte, because they belong to the application.
 *
 * <p>Immutable; safe for all threads. Depth is limited; a repeated key in an object is an error.
 * Keys are not cached between texts: one client could fill Jackson's table of names with colliding
 * names and make parsing fail for others.
 */
public final class JsonReader {
  /** Of a number of 64 bits. */
  private static final int MOST_DIGITS = 20;

  private final JsonFactory factory;

  /**
   * @param maxDepth the greatest depth of nested objects and arrays
   */
  public JsonReader(int maxDepth) {
    this.factory =
        new JsonFactoryBuilder()
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(maxDepth)
                    .maxNameLength(1024)
                    .build())
            .build();
  }

  /**
   * Parses the objects of a frame, with any white space between them. It skips a byte order mark
   * (RFC 8259, section 8.1), because editors write one into files that users post.
   *
   * @param text the frame
   * @param most the greatest number of objects
   * @param depth the depth of the raw fields: 1 for fields of the objects themselves; lists in
   *     between do not count
   * @param raw the names of the raw fields
   * @throws MalformedFrameException when it is not a sequence of JSON objects
   */
  public List<Fields> objects(String text, int most, int depth, Predicate<String> raw)
      throws MalformedFrameException {
    List<Fields> all = new ArrayList<>(2);
    try (Objects objects = read(text, depth, raw)) {
      for (Fields next = objects.next(); next != null; next = objects.next()) {
        if (all.size() == most) {
          throw MalformedFrameException.tooMany(most);
        }
        all.add(next);
      }
    }
    return all;
  }

  /** Parses the objects one by one, so that not all are in memory. The caller closes it. */
  Objects read(String text, int depth, Predicate<String> raw) throws MalformedFrameException {
    char[] chars = Utf8.withoutMark(text).toCharArray();
    try {
      return new Objects(factory.createParser(chars), chars, depth, raw);
    } catch (IOException e) {
      throw notJson();
    }
  }

  /** The objects of a frame. Used by one thread. */
  final class Objects implements AutoCloseable {
    private final JsonParser parser;
    private final char[] chars;
    private final int depth;
    private final Predicate<String> raw;

    private Objects(JsonParser parser, char[] chars, int depth, Predicate<String> raw) {
      this.parser = parser;
      this.chars = chars;
      this.depth = depth;
      this.raw = raw;
    }

    /** The next object; null behind the last. */
    Fields next() throws MalformedFrameException {
      try {
        JsonToken token = parser.nextToken();
        if (token == null) {
          return null;
        }
        if (token != JsonToken.START_OBJECT) {
          throw new MalformedFrameException("a frame must hold JSON objects, one command each");
        }
        return fields(parser, chars, depth, raw);
      } catch (IOException e) {
        throw notJson();
      }
    }

    @Override
    public void close() throws MalformedFrameException {
      try {
        parser.close();
      } catch (IOException e) {
        throw notJson();
      }
    }
  }

  private static MalformedFrameException notJson() {
    return new MalformedFrameException("a frame must hold valid JSON");
  }

  /**
   * The raw text of a JSON value in UTF-8.
   *
   * @return null if the bytes are not exactly one valid value
   */
  public Payload value(byte[] bytes, int from, int length) {
    try {
      char[] chars = Utf8.decode(bytes, from, length).toCharArray();
      try (JsonParser parser = factory.createParser(chars)) {
        if (parser.nextToken() == null) {
          return null;
        }
        // Where nothing is around a number, the blank that ends it counts as its end.
        String value = written(parser, chars).trim();
        return parser.nextToken() == null ? Payload.json(value) : null;
      }
    } catch (IOException | MalformedFrameException e) {
      return null;
    }
  }

  @SuppressWarnings("unchecked")
  private Fields fields(JsonParser parser, char[] chars, int depth, Predicate<String> raw)
      throws IOException, MalformedFrameException {
    Object object = object(parser, chars, depth, raw);
    if (object == Fields.NOT_UNICODE) {
      throw new MalformedFrameException("keys must be Unicode, without half surrogate pairs");
    }
    return new Fields((Map<String, Object>) object);
  }

  /** A map; or {@link Fields#NOT_UNICODE}, when one of its keys is not. */
  private Object object(JsonParser parser, char[] chars, int depth, Predicate<String> raw)
      throws IOException, MalformedFrameException {
    Map<String, Object> fields = new LinkedHashMap<>();
    boolean isUnicode = true;
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      isUnicode &= Utf8.isUnicode(name);
      parser.nextToken();
      Object value =
          depth == 1 && raw.test(name)
              ? Payload.json(written(parser, chars))
              : value(parser, chars, depth - 1, raw);
      if (fields.containsKey(name)) {
        throw new MalformedFrameException("the key \"" + name + "\" stands twice in one object");
      }
      fields.put(name, value);
    }
    return isUnicode ? fields : Fields.NOT_UNICODE;
  }

  private Object value(JsonParser parser, char[] chars, int depth, Predicate<String> raw)
      throws IOException, MalformedFrameException {
    switch (parser.currentToken()) {
      case START_OBJECT:
        return object(parser, chars, depth, raw);
      case START_ARRAY:
        List<Object> list = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          list.add(value(parser, chars, depth, raw));
        }
        return list;
      case VALUE_STRING:
        String text = parser.getText();
        return Utf8.isUnicode(text) ? text : Fields.NOT_UNICODE;
      case VALUE_NUMBER_INT:
        return integer(parser);
      case VALUE_NUMBER_FLOAT:
        return parser.getDoubleValue();
      case VALUE_TRUE:
        return Boolean.TRUE;
      case VALUE_FALSE:
        return Boolean.FALSE;
      default:
        return null;
    }
  }

  /** A number beyond 64 bits becomes a double, and the checks of fields reject it. */
  private static Object integer(JsonParser parser) throws IOException {
    if (parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
      return parser.getLongValue();
    }
    return parser.getTextLength() > MOST_DIGITS
        ? (Object) Double.MAX_VALUE
        : parser.getBigIntegerValue();
  }

  private static String written(JsonParser parser, char[] chars) throws IOException {
    int start = (int) parser.currentTokenLocation().getCharOffset();
    parser.skipChildren();
    parser.finishToken();
    int end = (int) parser.currentLocation().getCharOffset();
    return new String(chars, start, end - start);
  }
}
