package com.acme.checkout.http;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;

/** How often each caller may do something: the user, or the address where there is none. */
final class RateLimits {

    private static final int CALLERS = 10_000;

    private final LoadingCache<Digest, RateLimiter> rates;

    /** {@code perSecond} 0 or less: no limit. */
    RateLimits(int perSecond) {
        RateLimiterConfig config = RateLimiterConfig.custom()
                .limitForPeriod(Math.max(1, perSecond))
                .limitRefreshPeriod(Duration.ofSeconds(1))
                .timeoutDuration(Duration.ZERO)
                .build();
        rates = perSecond <= 0
                ? null
                : Caffeine.newBuilder()
                        .maximumSize(CALLERS)
                        .expireAfterAccess(Duration.ofMinutes(10))
                        .build(caller -> RateLimiter.of("caller", config));
    }

    boolean allow(HttpServletRequest request) {
        return rates == null
                || rates.get(
                                request.getRemoteUser() != null
                                        ? Digest.of("user", request.getRemoteUser())
                                        : Digest.of("address", request.getRemoteAddr()))
                        .acquirePermission();
    }
}
