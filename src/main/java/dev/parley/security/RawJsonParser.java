package dev.parley.security;

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

/**
 * Splits JSON into its parts, each as it was written, so that one part that cannot be read says
 * nothing about the others. Has no limits of its own: whoever calls has bounded the text. Holds no
 * state.
 */
final class RawJsonParser {
  private static final JsonFactory FACTORY =
      new JsonFactoryBuilder()
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(Integer.MAX_VALUE)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private RawJsonParser() {}

  /**
   * The members of an object by name, several where a name stands more than once.
   *
   * @throws IOException if the text is not one JSON object
   */
  static Map<String, List<String>> members(String text) throws IOException {
    char[] chars = text.toCharArray();
    Map<String, List<String>> members = new LinkedHashMap<>();
    try (JsonParser parser = FACTORY.createParser(chars)) {
      require(parser.nextToken() == JsonToken.START_OBJECT);
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String name = parser.currentName();
        parser.nextToken();
        members.computeIfAbsent(name, n -> new ArrayList<>(1)).add(written(parser, chars));
      }
      require(parser.nextToken() == null);
    }
    return members;
  }

  /**
   * The elements of an array.
   *
   * @throws IOException if the text is not one JSON array
   */
  static List<String> elements(String text) throws IOException {
    char[] chars = text.toCharArray();
    List<String> elements = new ArrayList<>();
    try (JsonParser parser = FACTORY.createParser(chars)) {
      require(parser.nextToken() == JsonToken.START_ARRAY);
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        elements.add(written(parser, chars));
      }
      require(parser.nextToken() == null);
    }
    return elements;
  }

  private static void require(boolean expected) throws IOException {
    if (!expected) {
      throw new IOException("this is other JSON than expected");
    }
  }

  private static String written(JsonParser parser, char[] chars) throws IOException {
    int start = (int) parser.currentTokenLocation().getCharOffset();
    parser.skipChildren();
    parser.finishToken();
    return new String(chars, start, (int) parser.currentLocation().getCharOffset() - start);
  }
}
