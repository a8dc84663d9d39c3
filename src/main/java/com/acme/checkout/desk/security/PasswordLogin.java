package com.acme.checkout.desk.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.locks.ReentrantLock;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.dao.DaoAuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.authentication.WebAuthenticationDetails;

/**
 * Verifies user and password. Verifying is made to be slow, so that a stolen hash is of little use: it is done once, and
 * for a few minutes the same credentials are known again by a keyed hash of theirs. One is verified at a time: guessing
 * can take one core, and no more.
 */
class PasswordLogin implements AuthenticationManager {

    private final DaoAuthenticationProvider verifier;
    private final LoginThrottle attempts;
    private final RefusedLogins refused;
    private final ReentrantLock one = new ReentrantLock();
    private final SecretKeySpec key;
    private final Cache<ByteBuffer, Authentication> verified = Caffeine.newBuilder()
            .maximumSize(1000)
            .expireAfterWrite(Duration.ofMinutes(5))
            .build();
    /** From where users have logged in: what somebody fails elsewhere in their name does not stop them there. */
    private final Cache<String, Boolean> known = Caffeine.newBuilder()
            .maximumSize(10_000)
            .expireAfterAccess(Duration.ofHours(12))
            .build();

    PasswordLogin(DaoAuthenticationProvider verifier, LoginThrottle attempts, RefusedLogins refused) {
        this.verifier = verifier;
        this.attempts = attempts;
        this.refused = refused;
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        key = new SecretKeySpec(random, "HmacSHA256");
    }

    @Override
    public Authentication authenticate(Authentication given) {
        String address = address(given);
        String user = given.getName().toLowerCase(Locale.ROOT);
        String[] who = known.getIfPresent(user + ' ' + address) == null
                ? new String[] {"user " + user, "address " + address}
                : new String[] {"address " + address};
        // Before looking whether these are known: who has to wait is not to learn whether a guess was right.
        attempts.check(who);
        ByteBuffer hash = hash(given.getName() + '\0' + given.getCredentials());
        Authentication before = verified.getIfPresent(hash);
        if (before != null) {
            return before;
        }
        one.lock();
        try {
            attempts.check(who);
            before = verified.getIfPresent(hash);
            if (before != null) {
                return before;
            }
            Authentication operator = verifier.authenticate(given);
            verified.put(hash, operator);
            known.put(user + ' ' + address, true);
            return operator;
        } catch (LoginThrottle.TooManyFailuresException e) {
            throw e;
        } catch (AuthenticationException e) {
            attempts.failed(who);
            refused.record(given.getName(), "LOGIN_REFUSED", "from " + address);
            throw e;
        } finally {
            one.unlock();
        }
    }

    static String address(Authentication given) {
        return given.getDetails() instanceof WebAuthenticationDetails details ? details.getRemoteAddress() : "";
    }

    private ByteBuffer hash(String credentials) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return ByteBuffer.wrap(mac.doFinal(credentials.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }
}
