package com.acme.checkout.cli;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Replays that have begun: which there are, where one stands, and how to hold it. */
final class OperationCommands {

    private OperationCommands() {}

    @Command(name = "operations", header = "Lists the latest replays.")
    static final class Operations extends DeskCommand {

        @Override
        int run(Desk desk) throws IOException {
            Desk.Answer answer = desk.get("/replays");
            if (json(answer)) {
                return DONE;
            }
            List<Object> all = Json.list(answer.json(), "replays", "operations");
            for (Object each : all) {
                Map<String, Object> operation = Json.object(each);
                out().println(Json.text(operation, "id") + "  " + ReplayWatch.progress(operation) + "  by "
                        + Json.text(operation, "actor"));
            }
            rest(answer, all, "No replay yet.");
            return DONE;
        }
    }

    @Command(name = "operation", header = "Shows the state of a replay.")
    static final class Operation extends DeskCommand {

        @Parameters(index = "0", arity = "0..1", paramLabel = "OPERATION", description = BriefIds.REPLAY)
        private String id;

        @Option(names = "--watch", description = "Show the progress until the replay ends.")
        private boolean watch;

        @Override
        int run(Desk desk) throws IOException {
            String whole = BriefIds.replay(desk, id(id));
            if (watch) {
                return new ReplayWatch(desk, terminal(), asksForJson()).toItsEnd(whole);
            }
            Desk.Answer answer = desk.get("/replays/" + whole);
            return tell(answer, ReplayWatch.progress(Json.object(answer.json())));
        }
    }

    /** One that asks a replay for something. */
    abstract static class Request extends DeskCommand {

        @Parameters(index = "0", arity = "0..1", paramLabel = "OPERATION", description = BriefIds.REPLAY)
        private String id;

        private final String what;

        Request(String what) {
            this.what = what;
        }

        String query() {
            return "";
        }

        @Override
        final int run(Desk desk) throws IOException {
            String whole = BriefIds.replay(desk, id(id));
            Desk.Answer answer = desk.post("/replays/" + whole + "/" + what + query(), Map.of());
            Map<String, Object> operation = Json.object(answer.json());
            return tell(answer, operation.containsKey("state") ? ReplayWatch.progress(operation) : "asked to " + what);
        }
    }

    /** One that may ask it for one destination alone. */
    abstract static class DestinationRequest extends Request {

        @Option(names = "--destination", paramLabel = "NAME", description = "Only what goes to this destination.")
        private String destination;

        DestinationRequest(String what) {
            super(what);
        }

        @Override
        String query() {
            return destination == null ? "" : "?destination=" + URLEncoder.encode(destination, StandardCharsets.UTF_8);
        }
    }

    @Command(name = "pause", header = "Pauses a replay until it is resumed.")
    static final class Pause extends DestinationRequest {

        Pause() {
            super("pause");
        }
    }

    @Command(name = "resume", header = "Continues a paused replay.")
    static final class Resume extends DestinationRequest {

        Resume() {
            super("resume");
        }
    }

    @Command(name = "cancel", header = "Ends a replay. What was sent stays sent.")
    static final class Cancel extends Request {

        Cancel() {
            super("cancel");
        }
    }
}
