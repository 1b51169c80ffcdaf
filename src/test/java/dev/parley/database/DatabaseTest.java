package dev.parley.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.persistence.EntityManagerFactory;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class DatabaseTest {
  private final FaultyDataSource faulty = new FaultyDataSource(Databases.H2.fresh());

  @Test
  @DisplayName("[L6] a database that goes away between migration and first use is opened later")
  void opensAfterAFirstFailure() throws SQLException {
    new Schema(faulty.proxy()).migrate();
    // A container hands out the same factory each time.
    EntityManagerFactory one = Database.standalone(faulty.proxy(), Map.of()).get();
    Database database = new Database(faulty.proxy(), () -> one, false, Thread::new);
    assertThatThrownBy(database::createEntityManager).isInstanceOf(NotReadyException.class);
    faulty.away(true);
    assertThatThrownBy(() -> database.open(Database.Kind.H2)).isInstanceOf(RuntimeException.class);
    assertThat(database.isOpen()).isFalse();
    assertThat(database.answers(1)).isFalse();
    faulty.away(false);
    database.open(Database.Kind.H2);
    assertThat(database.isOpen()).isTrue();
    assertThat(database.answers(1)).isTrue();
    assertThat(one(database)).isEqualTo(1);
    one.close();
  }

  @Test
  @DisplayName("[L6] a start while the database is away goes on until it answers")
  void startsLater() throws InterruptedException {
    faulty.away(true);
    try (Database database = Database.of(faulty.proxy(), Map.of(), Thread::new)) {
      database.start();
      assertThatThrownBy(database::kind).isInstanceOf(NotReadyException.class);
      faulty.away(false);
      assertThat(database.awaitOpen()).isTrue();
      assertThat(database.kind()).isEqualTo(Database.Kind.H2);
    }
  }

  @Test
  @DisplayName("[T2] [T3] members of a cluster do not open a database that is of one process")
  void notShared() {
    EntityManagerFactory one = Database.standalone(faulty.proxy(), Map.of()).get();
    Database database = new Database(faulty.proxy(), () -> one, true, Thread::new);
    assertThatThrownBy(() -> database.open(Database.Kind.H2))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("parley.db.url");
    assertThat(database.isOpen()).isFalse();
    one.close();
  }

  @Test
  void waitingForADatabaseEndsWhenItIsClosed() throws InterruptedException {
    faulty.away(true);
    Database database = Database.of(faulty.proxy(), Map.of(), Thread::new);
    database.start();
    database.close();
    assertThat(database.awaitOpen()).isFalse();
  }

  private static int one(Database database) {
    return ((Number) database.read(em -> em.createNativeQuery("select 1").getSingleResult()))
        .intValue();
  }
}
