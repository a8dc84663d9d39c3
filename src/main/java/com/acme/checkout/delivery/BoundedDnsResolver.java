package com.acme.checkout.delivery;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;

/**
 * Looks up a host's addresses, and waits for no longer than for a connection: a name server that does not answer holds a thread
 * for as long as the operating system likes, one for each host, and no caller.
 */
final class BoundedDnsResolver implements DnsResolver {

    private final DnsResolver system;
    private final long patienceMillis;
    private final Map<String, CompletableFuture<InetAddress[]>> underWay = new ConcurrentHashMap<>();

    BoundedDnsResolver(long patienceMillis) {
        this(SystemDefaultDnsResolver.INSTANCE, patienceMillis);
    }

    BoundedDnsResolver(DnsResolver system, long patienceMillis) {
        this.system = system;
        this.patienceMillis = patienceMillis;
    }

    /** @throws UnknownHostException there is no such host, or nobody has said so in time */
    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        CompletableFuture<InetAddress[]> lookup = underWay.computeIfAbsent(host, this::begin);
        try {
            return lookup.get(patienceMillis, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new UnknownHostException(
                    host + ": its addresses can't be looked up within " + patienceMillis + " ms");
        } catch (ExecutionException e) {
            UnknownHostException unknown = new UnknownHostException(e.getCause().getMessage());
            unknown.initCause(e.getCause());
            throw unknown;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnknownHostException(host + ": interrupted");
        } finally {
            if (lookup.isDone()) {
                underWay.remove(host, lookup);
            }
        }
    }

    private CompletableFuture<InetAddress[]> begin(String host) {
        CompletableFuture<InetAddress[]> lookup = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        lookup.complete(system.resolve(host));
                    } catch (Throwable e) {
                        lookup.completeExceptionally(e);
                    }
                },
                "look-up of " + host);
        thread.setDaemon(true);
        thread.start();
        return lookup;
    }

    @Override
    public String resolveCanonicalHostname(String host) throws UnknownHostException {
        return system.resolveCanonicalHostname(host);
    }
}
