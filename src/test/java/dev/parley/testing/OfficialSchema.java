package dev.parley.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The fields of the protocol's messages, as its schema {@code client.proto} numbers them. They
 * stand in {@code protocol/client-fields.txt}, which is written anew when the protocol has a new
 * version.
 */
public final class OfficialSchema {
  private static final String REPEATED = "repeated";

  private OfficialSchema() {}

  /**
   * A field.
   *
   * @param type such as {@code string}, {@code map<string,string>} or the name of a message
   */
  public record Field(String name, int number, String type, boolean repeated) {}

  /** All messages, with their fields by name. */
  public static Map<String, Map<String, Field>> messages() {
    Map<String, Map<String, Field>> messages = new LinkedHashMap<>();
    for (String line : lines()) {
      String[] words = line.split(" ");
      Map<String, Field> fields =
          messages.computeIfAbsent(words[0], message -> new LinkedHashMap<>());
      if (words.length > 1) {
        boolean repeated = words[3].equals(REPEATED);
        fields.put(
            words[1],
            new Field(words[1], Integer.parseInt(words[2]), words[repeated ? 4 : 3], repeated));
      }
    }
    return messages;
  }

  private static List<String> lines() {
    try (InputStream in = OfficialSchema.class.getResourceAsStream("/protocol/client-fields.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
