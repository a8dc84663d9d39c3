package com.acme.checkout.desk;

import org.flywaydb.core.Flyway;
import org.springframework.boot.autoconfigure.flyway.FlywayMigrationStrategy;
import org.springframework.stereotype.Component;

/** Migrates the desk's database when the desk opens, and not while the service starts: no checkout waits for a database. */
@Component
class DatabaseMigration implements FlywayMigrationStrategy {

    private volatile Flyway flyway;

    /** Spring Boot asks for the migration here; it is kept for {@link #run}. */
    @Override
    public void migrate(Flyway flyway) {
        this.flyway = flyway;
    }

    /** Migrates; fails where the database does not answer. */
    void run() {
        flyway.migrate();
    }
}
