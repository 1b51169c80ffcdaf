package dev.parley.database;

import jakarta.annotation.Resource;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.PersistenceUnit;
import java.util.concurrent.ThreadFactory;
import javax.sql.DataSource;

/** Makes the database of the application of what the container has. */
@Singleton
class ContainerDatabase {
  @PersistenceUnit(unitName = "parley")
  private EntityManagerFactory factory;

  @Resource(lookup = "jdbc/parley")
  private DataSource dataSource;

  @Produces
  @Singleton
  Database database(ThreadFactory threads) {
    return new Database(dataSource, () -> factory, threads);
  }

  void close(@Disposes Database database) {
    database.close();
  }
}
