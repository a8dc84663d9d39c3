package com.acme.checkout.desk;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The desk's settings, as {@code application.yaml} explains them. They were checked before anything started.
 *
 * @param enabled whether there is a desk; false leaves the dead-letter queue alone
 * @param retention how long resolved and discarded entries are kept
 * @param canaryWait how long the first entries of a replay may take to start their sagas
 * @param pauseShare a replay pauses by itself where more than this percentage of {@code pauseWindow} entries failed again
 * @param password of the user {@code operator}; blank: one is generated at the first start
 * @param users further users, by name
 * @param issuer the URL of the issuer of operators' tokens
 * @param audience whom a token must be meant for; blank: anybody
 * @param rolesClaim the claim that lists roles, as in {@code realm_access.roles}; blank: the scopes tell them
 * @param nameClaim the claim that names the operator in the audit
 * @param links to what other tools show of an entry
 * @param scopes that the desk asks the issuer for, separated by commas or blanks
 */
@ConfigurationProperties("checkout.desk")
public record DeskProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue Database database,
        @NotNull @DurationMin @DefaultValue("30d") Duration retention,
        @NotNull @DurationMin @DefaultValue("30s") Duration canaryWait,
        @Min(0) @Max(100) @DefaultValue("20") int pauseShare,
        @Min(1) @Max(10_000) @DefaultValue("50") int pauseWindow,
        @NotNull @DefaultValue("BASIC") Auth auth,
        @DefaultValue("") String password,
        @DefaultValue Map<String, User> users,
        @DefaultValue("") String issuer,
        @DefaultValue("") String audience,
        @DefaultValue("") String rolesClaim,
        @DefaultValue("preferred_username") String nameClaim,
        @DefaultValue("") String clientId,
        @DefaultValue("") String clientSecret,
        @DefaultValue Links links,
        @DefaultValue("openid,profile") String scopes) {

    /** How operators log in. */
    public enum Auth {
        /** By name and password. */
        BASIC,
        /** By a bearer token of the issuer. */
        JWT,
        /** By a bearer token of the issuer, and browsers log in there. */
        OIDC
    }

    /** Addresses with {@code {traceId}} and {@code {checkoutId}} in them; a blank one: no link. */
    public record Links(
            @DefaultValue("") String trace,
            @DefaultValue("") String saga) {}

    /** The database; a blank URL means an H2 file in the data folder. */
    public record Database(
            @DefaultValue("") String url,
            @DefaultValue("") String user,
            @DefaultValue("") String password) {}

    /** A user with a password, or its hash after {@code {bcrypt}}, and the words of the roles. */
    public record User(String password, Set<String> roles) {}

    public DeskProperties {
        issuer = issuer.trim();
        audience = audience.trim();
        rolesClaim = rolesClaim.trim();
        nameClaim = nameClaim.trim();
    }

    /** The scopes one by one. */
    public List<String> scopeList() {
        return Arrays.stream(scopes.split("[\\s,]+"))
                .filter(scope -> !scope.isEmpty())
                .toList();
    }
}
