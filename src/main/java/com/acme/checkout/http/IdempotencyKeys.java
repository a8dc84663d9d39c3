package com.acme.checkout.http;

import com.acme.checkout.command.Checkout;
import com.acme.checkout.command.CheckoutId;
import com.acme.checkout.command.Command;
import com.acme.checkout.settings.CheckoutProperties;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.support.SynchronizationAdapter;
import org.springframework.stereotype.Component;

/**
 * What this node has seen of its HTTP callers' idempotency keys: in flight now (409), or with another command within
 * 24 hours (422). A courtesy to the caller, and bounded in memory: an entry is two digests, whatever was sent. That nothing
 * is started twice rests on the checkoutId. A caller who is known by name has keys of his own.
 */
@Component("idempotencyKeys")
public class IdempotencyKeys {

    /** The key is in flight now. */
    static final class InFlightException extends Exception {}

    /** The key came with another command before. */
    static final class ReusedException extends Exception {}

    private final Set<Digest> inFlight = ConcurrentHashMap.newKeySet();
    private final Cache<Digest, UUID> seen;

    IdempotencyKeys(CheckoutProperties checkout) {
        seen = Caffeine.newBuilder()
                .maximumSize(checkout.remembered())
                .expireAfterWrite(Duration.ofHours(24))
                .build();
    }

    /** Holds the caller's key, if one was sent, until the exchange is done. */
    public void claim(Exchange exchange, @ExchangeProperty(Checkout.PROPERTY) Checkout checkout, @Body Command command)
            throws InFlightException, ReusedException {
        if (checkout.idempotencyKey() == null) {
            return;
        }
        HttpServletRequest request = exchange.getProperty(HttpEngine.REQUEST, HttpServletRequest.class);
        Digest key = Digest.of(request == null ? null : request.getRemoteUser(), checkout.idempotencyKey());
        UUID content = content(command);
        UUID before = seen.get(key, k -> content);
        if (!before.equals(content)) {
            throw new ReusedException();
        }
        if (!inFlight.add(key)) {
            throw new InFlightException();
        }
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                inFlight.remove(key);
            }
        });
    }

    private static UUID content(Command command) {
        try {
            return CheckoutId.ofContent(command);
        } catch (IOException e) {
            return CheckoutId.version5(new UUID(0, 0), command.json().toString());
        }
    }
}
