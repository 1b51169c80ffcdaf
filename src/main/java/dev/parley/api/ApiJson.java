package dev.parley.api;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import dev.parley.protocol.Payload;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Writes records as JSON, and payloads in them byte for byte. Holds no state. */
final class ApiJson {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
          .addModule(new SimpleModule().addSerializer(new PayloadSerializer()))
          .build();

  private ApiJson() {}

  static String write(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("a record of the API cannot be written", e);
    }
  }

  private static final class PayloadSerializer extends StdSerializer<Payload> {
    PayloadSerializer() {
      super(Payload.class);
    }

    @Override
    public void serialize(Payload payload, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      out.writeRawValue(payload.text());
    }
  }
}
