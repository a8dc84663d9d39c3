package com.acme.checkout.delivery;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.EndpointDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.impl.DefaultConnectionReuseStrategy;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.io.HttpClientConnection;
import org.apache.hc.core5.http.io.HttpResponseInformationCallback;
import org.apache.hc.core5.http.message.BasicClassicHttpResponse;
import org.apache.hc.core5.http.message.MessageSupport;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;

/**
 * One request and its answer on one connection. The answer counts as soon as its status line and headers are there. Nobody
 * needs its body: that is read only so that the connection can be used again, up to {@value #MOST_BYTES} bytes and for a
 * second; one that can't be read, does not end or is longer, costs the connection and changes nothing.
 *
 * <p>An answer belongs to its request. What lies on a used connection before a request's body has left, buffered or at the
 * socket, is no answer to it: such a connection is closed unread. What is not guaranteed: that bytes sent unasked while the
 * request is on its way are told from an answer. HTTP/1.1 has nothing to tell them by (RFC 9112 section 9.2).
 */
final class CallExecutor extends HttpRequestExecutor {

    /** Nothing that the Orchestrator has to say is longer. */
    private static final int MOST_BYTES = 64 * 1024;

    private static final int AT_ONCE = 1024;

    /** For a byte where only a read tells whether there is one; the least that a socket knows. */
    private static final Timeout INSTANT = Timeout.ofMilliseconds(1);

    /**
     * A used connection was of no use, and no byte of an answer had come: the server had closed it, or had sent what nobody
     * asked for. Says nothing of the Orchestrator (RFC 9112 section 9.3.1).
     */
    static final class StaleException extends IOException {

        StaleException(String message) {
            super(message);
        }

        StaleException(Throwable cause) {
            super("the server had closed the connection", cause);
        }
    }

    @Override
    public ClassicHttpResponse execute(
            ClassicHttpRequest request,
            HttpClientConnection connection,
            HttpResponseInformationCallback informed,
            HttpContext local)
            throws IOException, HttpException {
        HttpCoreContext context = HttpCoreContext.castOrCreate(local);
        EndpointDetails line = connection.getEndpointDetails();
        context.setSSLSession(connection.getSSLSession());
        context.setEndpointDetails(line);
        Call call = (Call) context.getAttribute(Call.ATTRIBUTE);
        call.on(line);
        boolean used = line.getRequestCount() > 0;
        long before = line.getReceivedBytesCount();
        ClassicHttpResponse response;
        try {
            send(request, connection, used);
            response = head(connection, informed, context);
        } catch (IOException e) {
            connection.close(CloseMode.IMMEDIATE);
            if (used
                    && line.getReceivedBytesCount() == before
                    && !call.ended()
                    && !(e instanceof InterruptedIOException)
                    && !(e instanceof StaleException)) {
                throw new StaleException(e);
            }
            throw e;
        } catch (HttpException e) {
            connection.close(CloseMode.IMMEDIATE);
            throw e;
        } catch (RuntimeException e) {
            // Such as of a status that is no number of HTTP's.
            connection.close(CloseMode.IMMEDIATE);
            throw new IOException("what came is no HTTP answer", e);
        } catch (Error e) {
            connection.close(CloseMode.IMMEDIATE);
            // The client would take an Error for its end, and close all its connections for good.
            throw new IOException("the call broke off", e);
        }
        if (MessageSupport.canResponseHaveBody(request.getMethod(), response)
                && !bodyRead(request, connection, response, context, call)) {
            connection.close(CloseMode.IMMEDIATE);
        }
        response.setEntity(null);
        return response;
    }

    private static void send(ClassicHttpRequest request, HttpClientConnection connection, boolean used)
            throws IOException, HttpException {
        // Into a buffer, as a rule: not a byte has left yet.
        connection.sendRequestHeader(request);
        if (used && readable(connection)) {
            throw new StaleException("the server had sent what nobody asked for");
        }
        if (request.getEntity() != null) {
            connection.sendRequestEntity(request);
        }
        connection.flush();
    }

    private static ClassicHttpResponse head(
            HttpClientConnection connection, HttpResponseInformationCallback informed, HttpCoreContext context)
            throws IOException, HttpException {
        while (true) {
            ClassicHttpResponse response = connection.receiveResponseHeader();
            if (response.getCode() >= HttpStatus.SC_SUCCESS) {
                return response;
            }
            if (informed != null && response.getCode() != HttpStatus.SC_CONTINUE) {
                informed.execute(response, connection, context);
            }
        }
    }

    /** Whether a byte lies there, in the connection's buffer or at the socket. */
    private static boolean readable(HttpClientConnection connection) throws IOException, HttpException {
        if (connection.getSSLSession() != null) {
            return connection.isDataAvailable(INSTANT);
        }
        // The content of an answer that ends with its connection is all that is left on it; looking does not wait.
        ClassicHttpResponse rest = new BasicClassicHttpResponse(HttpStatus.SC_OK);
        connection.receiveResponseEntity(rest);
        return rest.getEntity().getContent().available() > 0;
    }

    /** Whether the body has been read to its end, so that the connection is good for another request. */
    private static boolean bodyRead(
            ClassicHttpRequest request,
            HttpClientConnection connection,
            ClassicHttpResponse response,
            HttpContext context,
            Call call) {
        try {
            if (!DefaultConnectionReuseStrategy.INSTANCE.keepAlive(request, response, context)) {
                return false;
            }
            connection.receiveResponseEntity(response);
            HttpEntity body = response.getEntity();
            if (body.getContentLength() == 0) {
                return true;
            }
            if (body.getContentLength() > MOST_BYTES) {
                return false;
            }
            call.answered();
            InputStream content = body.getContent();
            byte[] unread = new byte[AT_ONCE];
            int total = 0;
            for (int n = content.read(unread); n >= 0; n = content.read(unread)) {
                total += n;
                if (total > MOST_BYTES) {
                    return false;
                }
            }
            return true;
        } catch (IOException | HttpException | RuntimeException e) {
            return false;
        }
    }

    /**
     * Takes out of an answer what tells of a body: there is none, and Camel would decode by it. One wait is enough, too. Not before the
     * client has judged by it whether the connection can be used again.
     */
    static void withoutBody(HttpResponse response) {
        response.removeHeaders(HttpHeaders.CONTENT_ENCODING);
        response.removeHeaders(HttpHeaders.CONTENT_LENGTH);
        response.removeHeaders(HttpHeaders.CONTENT_TYPE);
        response.removeHeaders(HttpHeaders.TRANSFER_ENCODING);
        Header wait = response.getFirstHeader(HttpHeaders.RETRY_AFTER);
        if (wait != null) {
            response.setHeader(wait);
        }
    }
}
