package com.acme.checkout.delivery;

import com.acme.checkout.command.Checkout;
import jakarta.annotation.PreDestroy;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.component.http.HttpActivityListener;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.client5.http.classic.ExecRuntime;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Ends a call to the Orchestrator when its caller stops waiting, when its answer does not begin in time, or at the total
 * deadline, whichever comes first. The client's own timeouts bound the wait for the next byte only (an answer that
 * trickles would never end), and cost a timer for every read.
 *
 * <p>Also takes from the client what it would do behind our back: retries, redirects, cookies, decompression. And as the
 * one place that every call passes, counts the answers to commands.
 */
@Component("deadlines")
public class Deadlines implements HttpClientConfigurer, HttpActivityListener, ExecChainHandler {

    /** As exact as the deadlines need to be, and no timer to set and clear for every call. */
    private static final long TICK_MILLIS = 20;

    /** Nothing that the Orchestrator has to say is longer; the rest would only fill memory. */
    private static final int MAX_ANSWER_BYTES = 64 * 1024;

    private final Set<Call> calls = ConcurrentHashMap.newKeySet();
    private final long totalNanos;
    private final long responseNanos;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "deadlines");
        thread.setDaemon(true);
        return thread;
    });

    private final Calls answers;

    Deadlines(Calls answers, @Value("${checkout.delivery.response-timeout-ms}") long responseMillis,
              @Value("${checkout.delivery.total-timeout}") Duration total) {
        this.answers = answers;
        responseNanos = TimeUnit.MILLISECONDS.toNanos(responseMillis);
        totalNanos = total.toNanos();
        clock.scheduleAtFixedRate(this::endOverdue, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void configureHttpClient(HttpClientBuilder builder) {
        builder.disableAutomaticRetries().disableRedirectHandling().disableCookieManagement().disableAuthCaching()
                .disableContentCompression().disableDefaultUserAgent().addExecInterceptorFirst("deadlines", this);
    }

    /**
     * Makes the call, and says what came of it where nothing did.
     *
     * @throws Unreachable where there was no connection
     * @throws NoAnswer where no whole answer came, or none in time
     */
    @Override
    public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException {
        // Camel puts the exchange here because an activity listener, this one, is set.
        Exchange exchange = (Exchange) scope.clientContext.getAttribute("org.apache.camel.Exchange");
        Checkout checkout = exchange == null ? null : exchange.getProperty(Checkout.PROPERTY, Checkout.class);
        long now = System.nanoTime();
        long left = totalNanos;
        if (checkout != null && checkout.deadlineNanos() != Long.MAX_VALUE) {
            left = Math.min(left, checkout.deadlineNanos() - now);
        }
        if (left <= 0) {
            throw new NoAnswer("the caller waits no longer", true, null);
        }
        Call call = new Call(scope.execRuntime, now + Math.min(left, responseNanos));
        int status = Calls.NO_ANSWER;
        calls.add(call);
        try {
            ClassicHttpResponse response = chain.proceed(request, scope);
            call.deadlineNanos = now + left;
            HttpEntity entity = response.getEntity();
            if (entity != null) {
                response.setEntity(new ByteArrayEntity(answer(entity), null));
            }
            status = response.getCode();
            if (status / 100 == 2 && checkout != null && request.getMethod().equals("POST")
                    && request.getFirstHeader("Idempotency-Key") != null
                    && request.getFirstHeader("Idempotency-Key").getValue().equals(checkout.getCheckoutId())) {
                checkout.confirm();
            }
            return response;
        } catch (ConnectException | ConnectTimeoutException | UnknownHostException | NoRouteToHostException e) {
            throw new Unreachable(e);
        } catch (IOException | HttpException | RuntimeException e) {
            if (call.overdue) {
                throw new NoAnswer("no whole answer within " + TimeUnit.NANOSECONDS.toMillis(call.deadlineNanos - now) + " ms", true, e);
            }
            throw e instanceof RuntimeException ours ? ours : new NoAnswer("no whole answer", false, e);
        } finally {
            calls.remove(call);
            if (checkout != null && exchange.getProperty("destination") instanceof String destination) {
                answers.answered(destination, status);
            }
        }
    }

    private static byte[] answer(HttpEntity entity) throws IOException {
        int length = (int) Math.min(MAX_ANSWER_BYTES, entity.getContentLength());
        if (length < 0) {
            byte[] answer = EntityUtils.toByteArray(entity, MAX_ANSWER_BYTES);
            return answer == null ? new byte[0] : answer;
        }
        try (InputStream content = entity.getContent()) {
            byte[] answer = new byte[length];
            content.readNBytes(answer, 0, length);
            return answer;
        }
    }

    private void endOverdue() {
        long now = System.nanoTime();
        for (Call call : calls) {
            if (call.deadlineNanos - now < 0) {
                call.overdue = true;
                call.runtime.discardEndpoint();
            }
        }
    }

    @PreDestroy
    void stop() {
        clock.shutdownNow();
    }

    @Override
    public void onRequestSubmitted(Object source, Exchange exchange, HttpHost host, HttpRequest request, HttpEntity entity) {
        // Set only so that the exchange is in the client's context.
    }

    @Override
    public void onResponseReceived(Object source, Exchange exchange, HttpHost host, HttpResponse response,
                                   HttpEntity entity, long elapsed) {
        // As above.
    }

    private static final class Call {

        private final ExecRuntime runtime;
        private volatile long deadlineNanos;
        private volatile boolean overdue;

        Call(ExecRuntime runtime, long deadlineNanos) {
            this.runtime = runtime;
            this.deadlineNanos = deadlineNanos;
        }
    }
}
