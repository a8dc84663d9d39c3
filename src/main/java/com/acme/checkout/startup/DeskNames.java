package com.acme.checkout.startup;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;

/** The names and the types of the dead-letter desk's settings; {@link DeskSettings} has the rules that span several. */
@ConfigurationProperties("checkout.desk")
record DeskNames(
        @NotNull Boolean enabled,
        Database database,
        @NotNull @DurationMin Duration retention,
        @NotNull @DurationMin Duration canaryWait,
        @NotNull @Min(0) @Max(100) Integer pauseShare,
        @NotNull @Min(1) @Max(10_000) Integer pauseWindow,
        @NotNull Auth auth,
        String password,
        Map<String, User> users,
        String issuer,
        String audience,
        String rolesClaim,
        String nameClaim,
        String clientId,
        String clientSecret,
        String scopes) {

    /** How operators log in. */
    enum Auth { BASIC, JWT, OIDC }

    /** Where dead letters are kept. */
    record Database(String url, String user, String password) {
    }

    /** One who may log in. */
    record User(String password, List<String> roles) {
    }
}
