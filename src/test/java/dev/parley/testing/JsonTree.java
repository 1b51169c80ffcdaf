package dev.parley.testing;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads what Parley wrote, by a parser that is not Parley's. */
public final class JsonTree {
  private static final JsonFactory FACTORY = new JsonFactory();

  private JsonTree() {}

  /** The objects of a frame, one a line. */
  public static List<Map<String, Object>> lines(String frame) {
    return frame.lines().map(JsonTree::object).toList();
  }

  /** One object. */
  public static Map<String, Object> object(String json) {
    return map(read(json));
  }

  /** The object in a field. */
  public static Map<String, Object> object(Map<String, Object> parent, String name) {
    return map(parent.get(name));
  }

  /** The list in a field; empty if it is absent. */
  @SuppressWarnings("unchecked")
  public static List<Object> list(Map<String, Object> parent, String name) {
    return (List<Object>) parent.getOrDefault(name, List.of());
  }

  /** An object of a list. */
  @SuppressWarnings("unchecked")
  public static Map<String, Object> map(Object value) {
    return (Map<String, Object>) value;
  }

  /** A whole number in a field; 0 if it is absent. */
  public static long number(Map<String, Object> parent, String name) {
    return ((Number) parent.getOrDefault(name, 0)).longValue();
  }

  /** Any JSON value, with nothing after it. */
  public static Object read(String json) {
    try (JsonParser parser = FACTORY.createParser(json)) {
      parser.nextToken();
      Object value = value(parser);
      if (parser.nextToken() != null) {
        throw new IllegalArgumentException("more than one value in " + json);
      }
      return value;
    } catch (IOException e) {
      throw new IllegalArgumentException("no JSON: " + json, e);
    }
  }

  private static Object value(JsonParser parser) throws IOException {
    switch (parser.currentToken()) {
      case START_OBJECT:
        Map<String, Object> object = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          String name = parser.currentName();
          parser.nextToken();
          if (object.containsKey(name)) {
            throw new IllegalArgumentException("the key " + name + " stands twice");
          }
          object.put(name, value(parser));
        }
        return object;
      case START_ARRAY:
        List<Object> list = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          list.add(value(parser));
        }
        return list;
      case VALUE_STRING:
        return parser.getText();
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT:
        return parser.getNumberValue();
      case VALUE_TRUE:
        return true;
      case VALUE_FALSE:
        return false;
      default:
        return null;
    }
  }
}
