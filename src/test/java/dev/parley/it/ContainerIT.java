package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.channel.ChannelService;
import dev.parley.channel.PublishRequest;
import dev.parley.channel.Publisher;
import dev.parley.log.routing.LogHealth;
import dev.parley.protocol.Payload;
import dev.parley.protocol.StreamPosition;
import dev.parley.security.Decision;
import dev.parley.security.Identity;
import dev.parley.security.Permissions;
import dev.parley.team.TeamCaller;
import dev.parley.team.TeamRooms;
import jakarta.inject.Inject;
import java.io.File;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.JavaArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Runs inside the container, in the shipped WAR that Arquillian deploys. */
@Tag("servers")
@ExtendWith(ArquillianExtension.class)
class ContainerIT {
  @Inject private Publisher publisher;
  @Inject private ChannelService channels;
  @Inject private LogHealth health;
  @Inject private Permissions permissions;
  @Inject private TeamCaller caller;

  @Deployment
  static WebArchive parley() {
    return ShrinkWrap.create(ZipImporter.class, "parley.war")
        .importFrom(new File(System.getProperty("parley.it.war")))
        .as(WebArchive.class)
        .addAsLibraries(
            jarOf(Assertions.class),
            jarOf(Awaitility.class),
            jarOf(org.hamcrest.Matcher.class),
            jarOf(net.bytebuddy.ByteBuddy.class))
        .addAsLibrary(jarOfTheTeam(TeamRooms.class, TeamCaller.class));
  }

  /** The jar that a team puts into WEB-INF/lib, see docs/security.md. */
  static JavaArchive jarOfTheTeam(Class<?>... types) {
    return ShrinkWrap.create(JavaArchive.class, "team.jar")
        .addClasses(types)
        .addAsManifestResource(
            new StringAsset(
                "<beans xmlns=\"https://jakarta.ee/xml/ns/jakartaee\" version=\"4.0\""
                    + " bean-discovery-mode=\"annotated\"/>"),
            "beans.xml");
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

  @Test
  @DisplayName("[A1] an authorizer in a jar of the team decides")
  void anAuthorizerOfTheTeamIsAsked() throws Exception {
    Identity ann = new Identity("ann", null, null, null, Set.of(), List.of());
    Identity bob = new Identity("bob", null, null, null, Set.of(), List.of());
    assertThat(decide("room:team-red", ann)).isEqualTo(Decision.UNLIMITED);
    assertThatThrownBy(() -> decide("room:team-red", bob)).hasMessageContaining("the application");
    assertThatThrownBy(() -> decide("room:red", ann)).hasMessageContaining("lets nobody");
  }

  @Test
  @DisplayName("[T7] an authorizer of the team reads a claim of the token by the standard's type")
  void anAuthorizerReadsAClaim() throws Exception {
    String blue = "{\"department\":\"blue\"}";
    Identity eve = new Identity("eve", null, null, null, Set.of(), List.of(), Payload.json(blue));
    assertThat(decide("room:department-blue", eve)).isEqualTo(Decision.UNLIMITED);
    assertThatThrownBy(() -> decide("room:department-red", eve))
        .hasMessageContaining("the application");
  }

  @Test
  @DisplayName("[H13] a bean of the team has the token of the call; nobody calls by a token here")
  void aBeanOfTheTeamHasTheToken() {
    assertThat(caller.name()).isNull();
    assertThat(caller.department()).isNull();
  }

  private Decision decide(String channel, Identity identity) throws Exception {
    return permissions
        .decideSubscribe(channel, identity, null)
        .toCompletableFuture()
        .get(30, TimeUnit.SECONDS);
  }

  private CompletableFuture<StreamPosition> publish(String channel, String json) {
    return publisher
        .publish(PublishRequest.of(channel, Payload.json(json), null))
        .toCompletableFuture();
  }
}
