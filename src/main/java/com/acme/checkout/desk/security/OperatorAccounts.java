package com.acme.checkout.desk.security;

import com.acme.checkout.desk.Role;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;

/** Who may log in by name and password: those of {@code checkout.desk.users}, and {@code operator}, who may do everything. */
final class OperatorAccounts {

    private static final Logger LOG = LoggerFactory.getLogger("checkout");
    private static final String OPERATOR = "operator";

    /** A user as the settings have it, which {@code startup.DeskSettings} has checked. */
    record Setting(String password, Set<String> roles) {
    }

    private OperatorAccounts() {
    }

    static InMemoryUserDetailsManager of(Environment env, JdbcClient jdbc, PasswordEncoder encoder) {
        Map<String, Setting> users = Binder.get(env).bind("checkout.desk.users", Bindable.mapOf(String.class, Setting.class)).orElse(Map.of());
        List<UserDetails> operators = new ArrayList<>();
        users.forEach((name, user) -> operators.add(operator(name, hashed(user.password(), encoder), user.roles())));
        if (!users.containsKey(OPERATOR)) {
            String password = env.getProperty("checkout.desk.password", "");
            operators.add(operator(OPERATOR, password.isBlank() ? drawn(jdbc, encoder) : hashed(password, encoder),
                    Arrays.stream(Role.values()).map(Role::word).toList()));
        }
        return new InMemoryUserDetailsManager(operators);
    }

    private static UserDetails operator(String name, String hash, Collection<String> roles) {
        return User.withUsername(name).password(hash).authorities(Role.authorities(roles)).build();
    }

    private static String hashed(String password, PasswordEncoder encoder) {
        return password.startsWith("{bcrypt}") ? password : encoder.encode(password);
    }

    /** Drawn by the first process that opens this database, said there and only there, kept as a hash. */
    private static String drawn(JdbcClient jdbc, PasswordEncoder encoder) {
        return kept(jdbc).orElseGet(() -> {
            byte[] random = new byte[18];
            new SecureRandom().nextBytes(random);
            String password = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
            int mine = jdbc.sql("insert into operator (name, password) values (?, ?) on conflict do nothing")
                    .param(OPERATOR).param(encoder.encode(password)).update();
            if (mine == 1) {
                LOG.info("  desk          user {} password {} (drawn now, said only this once; CHECKOUT_DESK_PASSWORD sets another)",
                        OPERATOR, password);
            }
            return kept(jdbc).orElseThrow();
        });
    }

    private static Optional<String> kept(JdbcClient jdbc) {
        return jdbc.sql("select password from operator where name = ?").param(OPERATOR).query(String.class).optional();
    }
}
