package dev.parley.database;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/**
 * A start that is tried again asks again, by connections on which the driver has prepared its
 * statements before, and which the pool lends in another order.
 */
@EnabledIf("dev.parley.database.PgBouncer#isInstalled")
class TransactionPoolingTest {
  private static final int TRIES = 20;

  @Test
  @DisplayName("[L9] a pooler that loses prepared statements is found by each try, another by none")
  void eachTry() throws IOException, SQLException {
    try (PgBouncer bouncer = PgBouncer.start(Databases.POSTGRESQL.fresh())) {
      DataSource losing = Databases.pool(bouncer.url());
      DataSource keeping = Databases.pool(bouncer.urlThatWorks());
      for (int i = 0; i < TRIES; i++) {
        askForItsKind(losing);
        assertThatThrownBy(() -> TransactionPooling.check(losing))
            .as("try " + i)
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("prepareThreshold=0");
      }
      for (int i = 0; i < TRIES; i++) {
        askForItsKind(keeping);
        assertThatCode(() -> TransactionPooling.check(keeping)).doesNotThrowAnyException();
      }
    }
  }

  /** As a start does before, so that the pool lends its connections in another order each time. */
  private static void askForItsKind(DataSource database) throws SQLException {
    try (Connection connection = database.getConnection()) {
      Schema.kind(connection);
    }
  }

  @Test
  @DisplayName("[L9] a database without a pooler keeps prepared statements")
  void withoutAPooler() {
    DataSource direct = Databases.POSTGRESQL.fresh();
    for (int i = 0; i < TRIES; i++) {
      assertThatCode(() -> TransactionPooling.check(direct)).doesNotThrowAnyException();
    }
  }
}
