package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.channel.Channels;
import dev.parley.channel.Message;
import dev.parley.channel.Publisher;
import dev.parley.log.LogHealth;
import dev.parley.protocol.Payload;
import dev.parley.protocol.StreamPosition;
import jakarta.inject.Inject;
import java.io.File;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Inside of the container: the shipped WAR, deployed by Arquillian, with what the container injects
 * into it.
 */
@ExtendWith(ArquillianExtension.class)
class ContainerIT {
  @Inject private Publisher publisher;
  @Inject private Channels channels;
  @Inject private LogHealth health;

  @Deployment
  static WebArchive parley() {
    return ShrinkWrap.create(ZipImporter.class, "parley.war")
        .importFrom(new File(System.getProperty("parley.it.war")))
        .as(WebArchive.class)
        .addAsLibraries(
            jarOf(Assertions.class),
            jarOf(Awaitility.class),
            jarOf(org.hamcrest.Matcher.class),
            jarOf(net.bytebuddy.ByteBuddy.class));
  }

  private static File jarOf(Class<?> type) {
    return new File(type.getProtectionDomain().getCodeSource().getLocation().getPath());
  }

  @Test
  void aMessageIsStoredThroughTheContainersPersistence() throws Exception {
    Awaitility.await().until(health::migrated);
    CompletableFuture<StreamPosition> first = publish("room:container", "{\"n\":1}");
    CompletableFuture<StreamPosition> second = publish("room:container", "{\"n\":2}");
    assertThat(first.get(30, TimeUnit.SECONDS).offset()).isEqualTo(1);
    assertThat(second.get(30, TimeUnit.SECONDS).offset()).isEqualTo(2);
    assertThat(
            channels
                .history("room:container", -1, null, true)
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS)
                .publications())
        .extracting(publication -> publication.data().text())
        .containsExactly("{\"n\":2}", "{\"n\":1}");
  }

  @Test
  void theProbesSeeAHealthyLog() {
    Awaitility.await().until(health::migrated);
    assertThat(health.databaseAnswers()).isTrue();
    assertThat(health.queueFull()).isFalse();
    assertThat(health.writerMakesProgress(30)).isTrue();
  }

  private CompletableFuture<StreamPosition> publish(String channel, String json) {
    return publisher.publish(Message.of(channel, Payload.json(json), null));
  }
}
