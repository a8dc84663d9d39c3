package com.acme.checkout.http;

import com.acme.checkout.settings.HttpUrl;
import com.acme.checkout.settings.InvalidSettingException;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The HTTP door: who may check out, and how often.
 *
 * @param auth who may check out: none (anyone who reaches the port), basic (user and password), jwt (a token of the issuer
 *     with the scope checkout)
 * @param openToNetwork whether a service with auth none may be reached from outside this machine
 * @param user name that callers send, with basic
 * @param password password that callers send, with basic
 * @param issuer URL of the issuer of the callers' tokens, with jwt
 * @param parkGrace how much longer than its caller's wait the broker may take to make a command durable
 * @param rate commands a second and caller; 0: no limit
 * @param lookups checkouts that a caller may have looked up at the Orchestrators a second; 0: no limit
 */
@ConfigurationProperties("checkout.http")
public record HttpProperties(
        @NotNull Auth auth,
        boolean openToNetwork,
        String user,
        String password,
        String issuer,
        @NotNull @DurationMin Duration parkGrace,
        @NotNull @Min(0) Integer rate,
        @NotNull @Min(0) Integer lookups) {

    /** Who may check out. */
    public enum Auth {
        /** Anyone who reaches the port. */
        NONE,
        /** Whoever sends the user and the password. */
        BASIC,
        /** Whoever sends a token of the issuer with the scope {@code checkout}. */
        JWT
    }

    /** @throws InvalidSettingException where what {@code auth} needs is missing or wrong */
    public HttpProperties {
        if (auth == Auth.BASIC && (password == null || password.isBlank())) {
            throw new InvalidSettingException(
                    "CHECKOUT_HTTP_PASSWORD",
                    "is missing, and CHECKOUT_HTTP_AUTH is basic",
                    "set the password that callers send");
        }
        if (auth == Auth.JWT) {
            HttpUrl.issuer(issuer, "CHECKOUT_HTTP_ISSUER", "the callers'");
        }
    }
}
