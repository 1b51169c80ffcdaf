package dev.parley.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.websocket.CloseReason;
import jakarta.websocket.Session;
import java.lang.reflect.Proxy;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TextFragmentsTest {
  private static final int MOST = 10;

  private final List<CloseReason> closed = new ArrayList<>();
  private final List<String> received = new ArrayList<>();
  private final TextFragments fragments =
      new TextFragments(new FragmentBound(connection(), MOST), received::add);

  @Test
  void fragmentsBecomeAMessage() {
    fragments.onMessage("{", false);
    fragments.onMessage("", false);
    assertThat(received).isEmpty();
    fragments.onMessage("}", true);
    assertThat(received).containsExactly("{}");
  }

  @Test
  void eachMessageIsBoundedByItself() {
    for (int i = 0; i < 3; i++) {
      fragments.onMessage("12345", false);
      fragments.onMessage("67890", true);
      fragments.onMessage("1234567890", true);
    }
    assertThat(received).hasSize(6).containsOnly("1234567890");
    assertThat(closed).isEmpty();
  }

  @Test
  @DisplayName("[W4] more than is allowed, in UTF-8, closes and stops the reading")
  void moreThanIsAllowed() {
    fragments.onMessage("€€€", false);
    assertEnds(() -> fragments.onMessage("é", true));
    assertThat(received).isEmpty();
  }

  @Test
  @DisplayName("[W4] empty fragments are counted")
  void emptyFragments() {
    for (int i = 0; i < MOST; i++) {
      fragments.onMessage("", false);
    }
    assertEnds(() -> fragments.onMessage("", false));
  }

  @Test
  @DisplayName("[W4] what comes after the end ends again")
  void afterTheEnd() {
    assertEnds(() -> fragments.onMessage("12345678901", false));
    assertEnds(() -> fragments.onMessage("{}", true));
    assertThat(received).isEmpty();
  }

  private void assertEnds(Runnable step) {
    assertThatThrownBy(step::run).isInstanceOf(CharacterCodingException.class);
    assertThat(closed).extracting(reason -> reason.getCloseCode().getCode()).containsExactly(1009);
  }

  /** A connection that can be open and be closed, once. */
  private Session connection() {
    return (Session)
        Proxy.newProxyInstance(
            Session.class.getClassLoader(),
            new Class<?>[] {Session.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "isOpen" -> closed.isEmpty();
                  case "close" -> {
                    closed.add((CloseReason) arguments[0]);
                    yield null;
                  }
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }
}
