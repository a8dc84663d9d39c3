package com.acme.checkout.outside;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** A database of the tests' own in the PostgreSQL of this machine, reached by a wire that can be cut. */
public final class PostgresDatabase implements AutoCloseable {

    private static final String SERVER = "jdbc:postgresql://127.0.0.1:5432/";
    private static final String USER = "postgres";

    public final Wire wire;
    private Connection holder;
    private final String name = "checkout_test_" + UUID.randomUUID().toString().replace("-", "");

    /** Skips the test, and says so, where there is no server; fails where the tests must have one. */
    public PostgresDatabase() throws IOException {
        try {
            execute("create database " + name);
        } catch (SQLException e) {
            String line = "PostgreSQL does not let " + USER
                    + " in on 127.0.0.1:5432: what is said of it here is not tested (" + e.getMessage() + ")";
            if (Boolean.parseBoolean(System.getenv("CHECKOUT_TESTS_REQUIRE_BROKERS"))) {
                throw new IllegalStateException(line + ", and CHECKOUT_TESTS_REQUIRE_BROKERS is true", e);
            }
            System.out.println(line);
            assumeTrue(false, line);
        }
        wire = new Wire(5432);
    }

    /** What the service has to be told to use it, beside {@code others}. */
    public Map<String, String> settings(Map<String, String> others) {
        Map<String, String> settings = new LinkedHashMap<>(others);
        settings.put("CHECKOUT_DATABASE_URL", "jdbc:postgresql://127.0.0.1:" + wire.port + "/" + name);
        settings.put("CHECKOUT_DATABASE_USER", USER);
        return Operators.settings(settings);
    }

    /** Changes what is in it, past the service. */
    int update(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(SERVER + name, USER, "")) {
            return connection.createStatement().executeUpdate(sql);
        }
    }

    /** Holds these tables from the service, readers and writers, until {@link #unlock}. */
    public void lock(String tables) throws SQLException {
        holder = DriverManager.getConnection(SERVER + name, USER, "");
        holder.setAutoCommit(false);
        holder.createStatement().execute("lock table " + tables + " in access exclusive mode");
    }

    public void unlock() throws SQLException {
        if (holder != null) {
            holder.close();
        }
    }

    long count(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(SERVER + name, USER, "");
                var rows = connection.createStatement().executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(SERVER + "postgres", USER, "")) {
            connection.createStatement().execute(sql);
        }
    }

    @Override
    public void close() throws Exception {
        wire.close();
        execute("drop database " + name + " with (force)");
    }
}
