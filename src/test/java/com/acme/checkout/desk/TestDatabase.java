package com.acme.checkout.desk;

import java.lang.reflect.Constructor;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcDataSource;

/** What unit tests of the desk stand on: a database of their own, in memory, with the desk's tables. */
public final class TestDatabase {

    private TestDatabase() {}

    /** A new one, empty. */
    public static JdbcDataSource create() {
        JdbcDataSource database = new JdbcDataSource();
        database.setUrl("jdbc:h2:mem:" + UUID.randomUUID()
                + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH;DB_CLOSE_DELAY=-1");
        Flyway.configure()
                .dataSource(database)
                .locations("classpath:db/desk")
                .load()
                .migrate();
        return database;
    }

    /** A part of another package, which else only Spring makes. */
    public static <T> T part(Class<T> type, Object argument) throws ReflectiveOperationException {
        Constructor<?> constructor = type.getDeclaredConstructors()[0];
        constructor.setAccessible(true);
        return type.cast(constructor.newInstance(argument));
    }
}
