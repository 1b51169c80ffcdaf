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
 * Reads JSON from outside into plain maps, lists, strings, longs, doubles and booleans, and takes
 * chosen fields over as they were written, byte for byte, because they are the application's and
 * not ours.
 *
 * <p>Immutable; safe for all threads. Depth is bounded; a key that stands twice in one object is
 * refused. Keys are not remembered from one text to the next: in Jackson's table of names those of
 * one client, chosen to collide, make reading fail for another.
 */
public final class JsonReader {
  private final JsonFactory factory;

  /**
   * @param maxDepth how deeply objects and arrays may be nested
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
   * Reads the objects of a frame, however they are separated by white space. A byte order mark
   * before them is passed over (RFC 8259, section 8.1): editors put it into files, and files are
   * posted.
   *
   * @param text the frame
   * @param most the most objects it may hold
   * @param depth how deep the fields to take over as they are stand: 1 for those of the objects
   *     themselves
   * @param raw the names of these fields
   * @throws MalformedFrameException when it is not a sequence of JSON objects
   */
  public List<Fields> objects(String text, int most, int depth, Predicate<String> raw)
      throws MalformedFrameException {
    char[] chars = Utf8.withoutMark(text).toCharArray();
    List<Fields> objects = new ArrayList<>(2);
    try (JsonParser parser = factory.createParser(chars)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token != JsonToken.START_OBJECT) {
          throw new MalformedFrameException("a frame must hold JSON objects, one command each");
        }
        if (objects.size() == most) {
          throw MalformedFrameException.tooMany(most);
        }
        objects.add(new Fields(object(parser, chars, depth, raw)));
      }
    } catch (IOException e) {
      throw new MalformedFrameException("a frame must hold valid JSON");
    }
    return objects;
  }

  /**
   * A JSON value as it was written, in UTF-8.
   *
   * @return null if it is not exactly one valid value
   */
  Payload value(byte[] bytes, int from, int length) {
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

  private Map<String, Object> object(
      JsonParser parser, char[] chars, int depth, Predicate<String> raw)
      throws IOException, MalformedFrameException {
    Map<String, Object> fields = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = unicode(parser.currentName());
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
    return fields;
  }

  private Object value(JsonParser parser, char[] chars, int depth, Predicate<String> raw)
      throws IOException, MalformedFrameException {
    switch (parser.currentToken()) {
      case START_OBJECT:
        return object(parser, chars, depth, raw);
      case START_ARRAY:
        List<Object> list = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          list.add(value(parser, chars, 0, raw));
        }
        return list;
      case VALUE_STRING:
        return unicode(parser.getText());
      case VALUE_NUMBER_INT:
        // Beyond a long it is no number of ours; a double keeps it a number, and the checks refuse
        // it.
        return parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
            ? (Object) Double.MAX_VALUE
            : (Object) parser.getLongValue();
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

  /** Half a surrogate pair cannot be sent on: it has no UTF-8. */
  private static String unicode(String text) throws MalformedFrameException {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        if (!Character.isSupplementaryCodePoint(text.codePointAt(i))) {
          throw new MalformedFrameException("text must be Unicode, without half surrogate pairs");
        }
        i++;
      }
    }
    return text;
  }

  private static String written(JsonParser parser, char[] chars) throws IOException {
    int start = (int) parser.currentTokenLocation().getCharOffset();
    parser.skipChildren();
    parser.finishToken();
    int end = (int) parser.currentLocation().getCharOffset();
    return new String(chars, start, end - start);
  }
}
