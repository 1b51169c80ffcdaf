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

/** Reads the JSON object in the body of a request, not more of it than is allowed. Immutable. */
@Singleton
class JsonBody {
  private static final String NO_KEY_TWICE = "no key may stand twice in one of them";

  private static final Predicate<String> DATA = "data"::equals;

  /** {"commands": [{"publish": {"data": … */
  private static final int DEPTH_IN_BATCH = 3;

  private final JsonReader reader;
  private final int most;

  @Inject
  JsonBody(JsonReader reader, ParleyConfig config) {
    this.reader = reader;
    this.most = Math.toIntExact(config.get(LimitKeys.API_BODY_BYTES));
  }

  /**
   * The fields of the body; {@code data} is taken as it was written.
   *
   * @throws ProtocolException 107 with a sentence that says what is wrong
   */
  Fields read(InputStream in) {
    return read(in, DATA);
  }

  /**
   * The same with other fields taken as they were written.
   *
   * @param written their names
   */
  Fields read(InputStream in, Predicate<String> written) {
    return one(text(in), 1, written);
  }

  /** The same, where a request may have no body. */
  Fields readOrNothing(InputStream in) {
    String text = text(in);
    return text.isBlank() ? new Fields(Map.of()) : one(text, 1, DATA);
  }

  /** The same for a batch: {@code data} stands in a command in a list. */
  Fields readBatch(InputStream in) {
    return one(text(in), DEPTH_IN_BATCH, DATA);
  }

  /** Objects one after the other; {@code data} stands in a field of theirs. */
  List<Fields> readSeveral(InputStream in, int most) {
    String text = text(in);
    List<Fields> objects;
    try {
      objects = reader.objects(text, most + 1, 2, DATA);
    } catch (MalformedFrameException e) {
      throw bad("the body must be valid JSON objects, one command each; " + NO_KEY_TWICE);
    }
    if (objects.isEmpty() || objects.size() > most) {
      throw bad("the body must hold 1 to " + most + " commands");
    }
    return objects;
  }

  private Fields one(String text, int depth, Predicate<String> written) {
    try {
      List<Fields> objects = reader.objects(text, 1, depth, written);
      if (objects.isEmpty()) {
        throw bad("the body must be a JSON object");
      }
      return objects.get(0);
    } catch (MalformedFrameException e) {
      throw bad("the body must be one valid JSON object; " + NO_KEY_TWICE);
    }
  }

  private String text(InputStream in) {
    try {
      byte[] bytes = in.readNBytes(most + 1);
      if (bytes.length > most) {
        throw bad("the body may have " + most + " bytes");
      }
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
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
