package dev.parley.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import io.github.centrifugal.centrifuge.internal.protocol.Protocol;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The Protobuf variant of the protocol as the official Java client has it, generated from the
 * official schema. Messages are given as they would stand in JSON; data as {@link Raw}.
 */
public final class OfficialProtobuf {
  /** Came into the schema after the release of the Java client. */
  private static final String NEWER = "time";

  private OfficialProtobuf() {}

  /**
   * The application's own data.
   *
   * @param json as it is sent
   */
  public record Raw(String json) {}

  /** A frame of commands. */
  @SafeVarargs
  public static byte[] frame(Map<String, ?>... commands) {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    for (Map<String, ?> command : commands) {
      try {
        build(Protocol.Command.newBuilder(), command).writeDelimitedTo(frame);
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
    return frame.toByteArray();
  }

  /** The messages of a frame from the server. */
  public static List<Protocol.Reply> replies(byte[] frame) {
    ByteArrayInputStream in = new ByteArrayInputStream(frame);
    List<Protocol.Reply> replies = new ArrayList<>();
    try {
      while (in.available() > 0) {
        replies.add(Protocol.Reply.parseDelimitedFrom(in));
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return replies;
  }

  /** Holds a message to what the same message is in JSON. */
  public static void assertSays(MessageLite message, Map<String, Object> json) {
    json.forEach(
        (name, value) -> {
          if (!name.equals(NEWER)) {
            assertField(message, name, value);
          }
        });
  }

  private static void assertField(MessageLite message, String name, Object value) {
    String getter = "get" + camel(name);
    if (has(message, getter + "List")) {
      List<?> list = (List<?>) value;
      List<?> found = (List<?>) call(message, getter + "List");
      assertThat(found).as(name).hasSameSizeAs(list);
      for (int i = 0; i < list.size(); i++) {
        assertSays((MessageLite) found.get(i), JsonTree.map(list.get(i)));
      }
      return;
    }
    if (has(message, getter + "Map")) {
      Map<?, ?> found = (Map<?, ?>) call(message, getter + "Map");
      Map<String, Object> map = JsonTree.map(value);
      assertThat(found.keySet()).as(name).isEqualTo(map.keySet());
      map.forEach((key, each) -> assertValue(key, found.get(key), each));
      return;
    }
    assertValue(name, call(message, getter), value);
  }

  private static void assertValue(String name, Object found, Object value) {
    if (found instanceof ByteString bytes) {
      assertThat(JsonTree.read(bytes.toString(StandardCharsets.UTF_8))).as(name).isEqualTo(value);
    } else if (found instanceof MessageLite message) {
      assertSays(message, JsonTree.map(value));
    } else if (found instanceof Number number) {
      assertThat(number.longValue()).as(name).isEqualTo(((Number) value).longValue());
    } else {
      assertThat(found).as(name).isEqualTo(value);
    }
  }

  private static MessageLite build(MessageLite.Builder builder, Map<String, ?> fields) {
    fields.forEach((name, value) -> set(builder, name, value));
    return builder.build();
  }

  private static void set(MessageLite.Builder builder, String name, Object value) {
    List<Method> setters =
        Stream.of(builder.getClass().getMethods())
            .filter(
                method ->
                    method.getName().equals("put" + camel(name))
                        || method.getName().equals("set" + camel(name))
                            && !MessageLite.Builder.class.isAssignableFrom(
                                method.getParameterTypes()[0]))
            .filter(method -> !method.isBridge())
            .toList();
    assertThat(setters).as("setters of " + name).hasSize(1);
    Method setter = setters.get(0);
    if (setter.getParameterCount() == 1) {
      invoke(setter, builder, converted(value, setter.getParameterTypes()[0]));
    } else {
      JsonTree.map(value)
          .forEach(
              (key, each) ->
                  invoke(setter, builder, key, converted(each, setter.getParameterTypes()[1])));
    }
  }

  private static Object converted(Object value, Class<?> type) {
    if (value instanceof Raw raw) {
      return ByteString.copyFromUtf8(raw.json());
    }
    if (MessageLite.class.isAssignableFrom(type)) {
      return build(
          (MessageLite.Builder) invoke(method(type, "newBuilder"), null), JsonTree.map(value));
    }
    if (type == int.class) {
      return ((Number) value).intValue();
    }
    return value;
  }

  private static String camel(String name) {
    return Stream.of(name.split("_"))
        .map(word -> Character.toUpperCase(word.charAt(0)) + word.substring(1))
        .collect(Collectors.joining());
  }

  private static boolean has(Object object, String method) {
    return Stream.of(object.getClass().getMethods()).anyMatch(m -> m.getName().equals(method));
  }

  private static Method method(Class<?> type, String name) {
    try {
      return type.getMethod(name);
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Object call(Object object, String method) {
    return invoke(method(object.getClass(), method), object);
  }

  private static Object invoke(Method method, Object object, Object... arguments) {
    try {
      return method.invoke(object, arguments);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
