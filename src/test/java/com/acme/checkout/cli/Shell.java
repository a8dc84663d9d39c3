package com.acme.checkout.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Runs commands as a terminal does, and is the service that they talk to: each request gets the answer that is set. */
final class Shell implements AutoCloseable {

    record Run(int code, String out, String err) {}

    /** What came in, and its headers in lower case. */
    record Request(String line, String body, Map<String, String> headers) {}

    final List<Request> asked = new ArrayList<>();
    final Map<String, String> environment = new HashMap<>();
    int status = 200;
    String answer = "{}";
    String in = "";
    boolean shows;

    private final HttpServer server;

    Shell() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    private void answer(HttpExchange http) throws IOException {
        Map<String, String> headers = new HashMap<>();
        http.getRequestHeaders().forEach((name, values) -> headers.put(name.toLowerCase(), values.get(0)));
        asked.add(new Request(
                http.getRequestMethod() + ' ' + http.getRequestURI(),
                new String(http.getRequestBody().readAllBytes(), StandardCharsets.UTF_8),
                headers));
        byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
        http.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        http.getResponseBody().write(bytes);
        http.close();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    Run run(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Terminal terminal = new Terminal(
                new ByteArrayInputStream(in.getBytes(StandardCharsets.UTF_8)),
                new PrintStream(out, false, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                environment,
                false,
                shows);
        int code = CheckoutCommand.commandLine(terminal).execute(arguments);
        terminal.flush();
        return new Run(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
