package com.acme.checkout.delivery;

import com.acme.checkout.command.Checkout;
import jakarta.annotation.PreDestroy;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
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
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.Method;
import org.apache.hc.core5.http.io.support.ClassicRequestBuilder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Ends a call to the Orchestrator when its caller stops waiting, when its answer does not begin in time, or at the total
 * deadline, whichever comes first. The client's own timeouts bound the wait for the next byte only (an answer that
 * trickles would never end), and cost a timer for every read.
 *
 * <p>The status line decides (contract, section 4): an answer is its status and headers, without body, see
 * {@link CallExecutor}. Where a connection from the pool was {@link CallExecutor.StaleException}, the call is made once more on a
 * new one, within the same deadline: that is nobody's failure and no further attempt, and safe, since both carry the same
 * {@code Idempotency-Key}.
 *
 * <p>Also takes from the client what it would do behind our back: retries, redirects, cookies, decompression. And as the
 * one place that every call passes, counts the answers to commands, learns how long they take, and is the witness that a
 * saga was confirmed.
 */
@Component("deadlines")
public class Deadlines implements HttpClientConfigurer, HttpActivityListener, ExecChainHandler {

    /** As exact as the deadlines need to be, and no timer to set and clear for every call. */
    private static final long TICK_MILLIS = 20;

    private static final Logger LOG = LoggerFactory.getLogger(Deadlines.class);

    private final Set<Call> calls = ConcurrentHashMap.newKeySet();
    private final long totalNanos;
    private final long responseNanos;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "deadlines");
        thread.setDaemon(true);
        return thread;
    });

    private final CallMetrics answers;
    private final ResponseTimes times;

    private final OrchestratorCredentials credentials;
    /** Null for the network. */
    private CallScript script;

    Deadlines(
            CallMetrics answers,
            ResponseTimes times,
            OrchestratorCredentials credentials,
            DeliveryProperties delivery) {
        this.answers = answers;
        this.times = times;
        this.credentials = credentials;
        responseNanos = TimeUnit.MILLISECONDS.toNanos(delivery.responseTimeoutMs());
        totalNanos = delivery.totalTimeout().toNanos();
        clock.scheduleAtFixedRate(this::endOverdue, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** From now on calls are answered by {@code answers}, and nothing is sent. */
    @Autowired(required = false)
    void script(CallScript answers) {
        script = answers;
    }

    /** Forgets how long the Orchestrators have taken, as after a start. */
    public void forget() {
        times.forget();
    }

    @Override
    public void configureHttpClient(HttpClientBuilder builder) {
        builder.disableAutomaticRetries()
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableAuthCaching()
                .disableContentCompression()
                .disableDefaultUserAgent()
                .setRequestExecutor(new CallExecutor())
                .addExecInterceptorFirst("deadlines", this);
    }

    /**
     * Makes the call, and says what came of it where nothing did.
     *
     * @throws UnreachableException where there was no connection
     * @throws NoAnswerException where no whole answer came, or none in time
     */
    @Override
    public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException {
        // Camel puts the exchange here because an activity listener, this one, is set.
        Exchange exchange = (Exchange) scope.clientContext.getAttribute("org.apache.camel.Exchange");
        Checkout checkout = exchange == null ? null : exchange.getProperty(Checkout.PROPERTY, Checkout.class);
        long now = System.nanoTime();
        long most = Math.min(totalNanos, responseNanos);
        long wait = checkout == null || checkout.deadlineNanos() == Long.MAX_VALUE
                ? Long.MAX_VALUE
                : checkout.deadlineNanos() - now;
        if (wait <= 0) {
            throw new NoAnswerException("the caller waits no longer", true, false, null);
        }
        String destination =
                checkout != null && exchange.getProperty("destination") instanceof String name ? name : null;
        credentials.addTo(request);
        Call call = new Call(scope.execRuntime, now + Math.min(wait, most), now + Math.min(wait, totalNanos));
        scope.clientContext.setAttribute(Call.ATTRIBUTE, call);
        int status = CallMetrics.NO_ANSWER;
        calls.add(call);
        try {
            ClassicHttpResponse response = script == null
                    ? proceed(request, scope, chain, checkout)
                    : script.answer(request, delay -> call.take(delay, wait != Long.MAX_VALUE));
            status = response.getCode();
            if (destination != null) {
                times.answered(destination, System.nanoTime() - now);
            }
            if (confirms(request, status, checkout)) {
                checkout.settlement().confirm();
            }
            CallExecutor.withoutBody(response);
            return response;
        } catch (ConnectException | ConnectTimeoutException | UnknownHostException | NoRouteToHostException e) {
            throw new UnreachableException(e);
        } catch (IOException | HttpException | RuntimeException e) {
            if (call.late()) {
                if (destination != null) {
                    times.ended(destination, System.nanoTime() - now);
                }
                throw new NoAnswerException(
                        "no answer within " + TimeUnit.NANOSECONDS.toMillis(Math.min(wait, most)) + " ms",
                        wait < most,
                        true,
                        e);
            }
            throw e instanceof RuntimeException ours ? ours : new NoAnswerException("no whole answer", false, false, e);
        } finally {
            calls.remove(call);
            if (destination != null) {
                answers.answered(destination, status);
            }
        }
    }

    private ClassicHttpResponse proceed(
            ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain, Checkout checkout)
            throws IOException, HttpException {
        try {
            return chain.proceed(request, scope);
        } catch (CallExecutor.StaleException e) {
            ExecRuntime runtime = scope.execRuntime;
            runtime.acquireEndpoint(
                    scope.exchangeId, scope.route, scope.clientContext.getUserToken(), scope.clientContext);
            try {
                if (runtime.isEndpointConnected()) {
                    // From the pool as well, and as old: the client opens another in its place.
                    runtime.disconnectEndpoint();
                }
                ClassicHttpRequest anew =
                        ClassicRequestBuilder.copy(scope.originalRequest).build();
                credentials.addTo(anew);
                if (checkout != null) {
                    checkout.attempts().calledAgain();
                }
                return chain.proceed(anew, scope);
            } catch (IOException | HttpException | RuntimeException again) {
                runtime.discardEndpoint();
                throw again;
            }
        }
    }

    /** Whether the answer says that this checkout's saga is started: to a POST, and under its own key. */
    private static boolean confirms(HttpRequest request, int status, Checkout checkout) {
        if (checkout == null
                || checkout.getCheckoutId() == null
                || status < HttpStatus.SC_SUCCESS
                || status >= HttpStatus.SC_REDIRECTION
                || !Method.POST.isSame(request.getMethod())) {
            return false;
        }
        Header[] keys = request.getHeaders("Idempotency-Key");
        return keys.length == 1 && checkout.getCheckoutId().equals(keys[0].getValue());
    }

    private void endOverdue() {
        long now = System.nanoTime();
        for (Call call : calls) {
            try {
                call.check(now);
            } catch (RuntimeException | Error e) {
                // Thrown on, it would be the last that this thread does for anybody; this call is looked at again.
                LOG.error("A call to the Orchestrator that is overdue can't be ended", e);
            }
        }
    }

    @PreDestroy
    void stop() {
        clock.shutdownNow();
    }

    @Override
    public void onRequestSubmitted(
            Object source, Exchange exchange, HttpHost host, HttpRequest request, HttpEntity entity) {
        // Set only so that the exchange is in the client's context.
    }

    @Override
    public void onResponseReceived(
            Object source, Exchange exchange, HttpHost host, HttpResponse response, HttpEntity entity, long elapsed) {
        // As above.
    }
}
