package dev.parley.api;

import dev.parley.config.ParleyConfig;
import dev.parley.config.Setting;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.Fields;
import dev.parley.protocol.JsonReader;
import dev.parley.protocol.MalformedFrameException;
import dev.parley.protocol.ProtocolException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Predicate;

/** Reads the JSON object in the body of a request, not more of it than is allowed. Immutable. */
@Singleton
class JsonBody {
  private final JsonReader reader;
  private final int most;

  @Inject
  JsonBody(JsonReader reader, ParleyConfig config) {
    this.reader = reader;
    this.most = (int) config.bytes(Setting.API_BODY_BYTES);
  }

  /**
   * The fields of the body; {@code data} is taken as it was written.
   *
   * @throws ProtocolException 107 with a sentence that says what is wrong
   */
  Fields read(InputStream body) {
    return read(body, "data"::equals);
  }

  /**
   * The same with other fields taken as they were written.
   *
   * @param written their names
   */
  Fields read(InputStream body, Predicate<String> written) {
    try {
      byte[] bytes = body.readNBytes(most + 1);
      if (bytes.length > most) {
        throw bad("the body may have " + most + " bytes");
      }
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      List<Fields> objects = reader.objects(text, 1, 1, written);
      if (objects.isEmpty()) {
        throw bad("the body must be a JSON object");
      }
      return objects.get(0);
    } catch (MalformedFrameException e) {
      throw bad("the body must be one valid JSON object, without a key that stands twice");
    } catch (CharacterCodingException e) {
      throw bad("the body must be UTF-8");
    } catch (IOException e) {
      throw new ProtocolException(ErrorCode.BAD_REQUEST, "the body could not be read", e);
    }
  }

  private static ProtocolException bad(String problem) {
    return new ProtocolException(ErrorCode.BAD_REQUEST, problem);
  }
}
