package dev.parley.api;

import dev.parley.config.LimitKeys;
import dev.parley.config.ParleyConfig;
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
import java.util.Map;
import java.util.function.Predicate;

/** Reads the JSON in the body of a request, up to {@code parley.api.body-bytes}. Immutable. */
@Singleton
class JsonBody {
  private static final String NO_KEY_TWICE = "an object must not have the same key twice";

  private static final Predicate<String> DATA = "data"::equals;

  /** The depth of data in {"commands": [{"publish": {"data": …}}]}. */
  private static final int DEPTH_IN_BATCH = 3;

  private final JsonReader reader;
  private final int most;

  @Inject
  JsonBody(JsonReader reader, ParleyConfig config) {
    this.reader = reader;
    this.most = Math.toIntExact(config.get(LimitKeys.API_BODY_BYTES));
  }

  /**
   * Reads the fields of the body. {@code data} stays as it was written.
   *
   * @throws ProtocolException 107 with a sentence that says what is wrong
   */
  Fields read(InputStream in) {
    return read(in, DATA);
  }

  /**
   * Reads the fields of the body.
   *
   * @param written whether the field of this name stays as it was written
   */
  Fields read(InputStream in, Predicate<String> written) {
    return readObject(readText(in), 1, written);
  }

  /** Reads the fields of a body that may be empty. */
  Fields readOrNothing(InputStream in) {
    String text = readText(in);
    return text.isBlank() ? new Fields(Map.of()) : readObject(text, 1, DATA);
  }

  /** Reads the fields of a batch, where {@code data} is part of a command in a list. */
  Fields readBatch(InputStream in) {
    return readObject(readText(in), DEPTH_IN_BATCH, DATA);
  }

  /** Reads objects that follow one another, where {@code data} is part of a field. */
  List<Fields> readSeveral(InputStream in, int most) {
    String text = readText(in);
    List<Fields> objects;
    try {
      objects = reader.objects(text, most + 1, 2, DATA);
    } catch (MalformedFrameException e) {
      throw badRequest(
          "the body must consist of valid JSON objects, one for each command; " + NO_KEY_TWICE);
    }
    if (objects.isEmpty() || objects.size() > most) {
      throw badRequest("the body must hold 1 to " + most + " commands");
    }
    return objects;
  }

  private Fields readObject(String text, int depth, Predicate<String> written) {
    try {
      List<Fields> objects = reader.objects(text, 1, depth, written);
      if (objects.isEmpty()) {
        throw badRequest("the body must be a JSON object");
      }
      return objects.get(0);
    } catch (MalformedFrameException e) {
      throw badRequest("the body must be one valid JSON object; " + NO_KEY_TWICE);
    }
  }

  private String readText(InputStream in) {
    try {
      byte[] bytes = in.readNBytes(most + 1);
      if (bytes.length > most) {
        throw badRequest("the body must have at most " + most + " bytes");
      }
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw badRequest("the body must be UTF-8");
    } catch (IOException e) {
      throw new ProtocolException(ErrorCode.BAD_REQUEST, "the body could not be read", e);
    }
  }

  private static ProtocolException badRequest(String problem) {
    return new ProtocolException(ErrorCode.BAD_REQUEST, problem);
  }
}
