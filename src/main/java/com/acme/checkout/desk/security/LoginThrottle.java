package com.acme.checkout.desk.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.springframework.security.core.AuthenticationException;
import org.springframework.stereotype.Component;

/**
 * Slows down who guesses. From the fifth failure of a user or an address on, each is followed by a wait that doubles up
 * to a minute; ten minutes without a failure, and all is forgotten.
 */
@Component
class LoginThrottle {

    private static final int FREE = 5;
    private static final long LONGEST_SECONDS = 60;

    private final Cache<String, Failures> failures = Caffeine.newBuilder()
            .maximumSize(50_000)
            .expireAfterWrite(Duration.ofMinutes(10))
            .build();

    private record Failures(int count, long until) {}

    /** More failures than we bear; {@link #seconds()} says how long to wait. */
    static final class TooManyFailuresException extends AuthenticationException {

        private static final long serialVersionUID = 1;
        private final int seconds;

        TooManyFailuresException(int seconds) {
            super("too many failures");
            this.seconds = seconds;
        }

        int seconds() {
            return seconds;
        }
    }

    /** @throws TooManyFailuresException one of these has to wait */
    void check(String... who) {
        for (String each : who) {
            Failures failed = failures.getIfPresent(each);
            long left = failed == null || failed.count() < FREE ? 0 : failed.until() - System.nanoTime();
            if (left > 0) {
                throw new TooManyFailuresException((int) (left / 1_000_000_000) + 1);
            }
        }
    }

    void failed(String... who) {
        for (String each : who) {
            failures.asMap().compute(each, (name, before) -> {
                int count = before == null ? 1 : before.count() + 1;
                long seconds = count < FREE ? 0 : Math.min(LONGEST_SECONDS, 1L << Math.min(count - FREE, 10));
                return new Failures(count, System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds));
            });
        }
    }
}
