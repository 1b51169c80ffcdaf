package dev.parley.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/** Writes a message as a line of JSON: an object without a line break. */
final class JsonWriter implements MessageWriter {
  private static final JsonFactory FACTORY =
      new JsonFactoryBuilder()
          .streamWriteConstraints(StreamWriteConstraints.builder().maxNestingDepth(32).build())
          .build();

  private final StringWriter out = new StringWriter(256);
  private final JsonGenerator json;

  JsonWriter() throws IOException {
    json = FACTORY.createGenerator(out);
    json.writeStartObject();
  }

  /** An object of texts, whole numbers, booleans, maps with texts as keys, and lists of these. */
  static String object(Map<String, ?> fields) {
    StringWriter text = new StringWriter(256);
    try (JsonGenerator json = FACTORY.createGenerator(text)) {
      write(json, fields);
    } catch (IOException e) {
      throw new UncheckedIOException("a string writer does not fail", e);
    }
    return text.toString();
  }

  private static void write(JsonGenerator json, Object value) throws IOException {
    if (value instanceof Map<?, ?> fields) {
      json.writeStartObject();
      for (Map.Entry<?, ?> field : fields.entrySet()) {
        json.writeFieldName((String) field.getKey());
        write(json, field.getValue());
      }
      json.writeEndObject();
    } else if (value instanceof List<?> items) {
      json.writeStartArray();
      for (Object item : items) {
        write(json, item);
      }
      json.writeEndArray();
    } else if (value instanceof Boolean flag) {
      json.writeBoolean(flag);
    } else if (value instanceof Number number) {
      json.writeNumber(number.longValue());
    } else {
      json.writeString((String) value);
    }
  }

  /** The whole message; nothing may be written afterwards. */
  String line() throws IOException {
    json.writeEndObject();
    json.close();
    return out.toString();
  }

  @Override
  public void text(String name, String value) throws IOException {
    json.writeStringField(name, value);
  }

  @Override
  public void number(String name, long value) throws IOException {
    json.writeNumberField(name, value);
  }

  @Override
  public void flag(String name, boolean value) throws IOException {
    json.writeBooleanField(name, value);
  }

  @Override
  public void payload(String name, Payload value) throws IOException {
    json.writeFieldName(name);
    json.writeRawValue(value.text());
  }

  @Override
  public void payloadAsText(String name, Payload value) throws IOException {
    text(name, value.text());
  }

  @Override
  public void begin(String name) throws IOException {
    json.writeObjectFieldStart(name);
  }

  @Override
  public void end() throws IOException {
    json.writeEndObject();
  }

  @Override
  public void beginList(String name) throws IOException {
    json.writeArrayFieldStart(name);
  }

  @Override
  public void beginItem() throws IOException {
    json.writeStartObject();
  }

  @Override
  public void endList() throws IOException {
    json.writeEndArray();
  }

  @Override
  public void beginMap(String name) throws IOException {
    begin(name);
  }

  @Override
  public void entry(String key, String value) throws IOException {
    text(key, value);
  }

  @Override
  public void beginEntry(String key) throws IOException {
    begin(key);
  }

  @Override
  public void endEntry() throws IOException {
    end();
  }

  @Override
  public void endMap() throws IOException {
    end();
  }
}
