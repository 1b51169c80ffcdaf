package dev.parley.log.durable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.database.Database;
import dev.parley.database.Databases;
import jakarta.persistence.EntityManager;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** EclipseLink in {@code mvn test}, Hibernate in {@code mvn verify -Pwildfly}. */
class TransactionConnectionTest {
  private static final String CHANNEL = "room:connection";

  @ParameterizedTest
  @EnumSource(Databases.class)
  @DisplayName("[L2] statements on the connection belong to the transaction of JPA")
  void belongsToTheTransaction(Databases kind) throws SQLException, InterruptedException {
    try (Database database = Database.of(kind.fresh(), Map.of(), TestLogs::daemon)) {
      database.start();
      assertThat(database.awaitOpen()).isTrue();
      TransactionConnection connections = new TransactionConnection();
      for (int time = 0; time < 2; time++) {
        EntityManager em = database.createEntityManager();
        try {
          em.getTransaction().begin();
          Connection connection = connections.of(em);
          assertThat(connection).as("the provider shares it").isNotNull();
          insert(connection);
          assertThat(em.find(Head.class, CHANNEL)).as("JPA sees it").isNotNull();
        } finally {
          Database.release(em);
        }
        assertThat(database.<Head>read(other -> other.find(Head.class, CHANNEL)))
            .as("it is rolled back with the rest")
            .isNull();
      }
      assertThat(connections.isShared()).isTrue();
    }
  }

  private static void insert(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate(
          "insert into parley_channel (name, epoch, head, tail, head_at, oldest_at) values ('"
              + CHANNEL
              + "', 'e', 0, 0, 0, 0)");
    }
  }
}
