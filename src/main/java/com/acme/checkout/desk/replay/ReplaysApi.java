package com.acme.checkout.desk.replay;

import com.acme.checkout.desk.NotFoundException;
import com.acme.checkout.desk.ReplayEntryState;
import com.acme.checkout.desk.audit.History;
import com.acme.checkout.desk.entry.EntriesApi;
import com.acme.checkout.desk.page.ListLimit;
import com.acme.checkout.desk.selection.AnyId;
import com.acme.checkout.desk.selection.SelectionRequest;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.security.Principal;
import java.util.List;
import java.util.UUID;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The part of the desk's API that replays; see {@code /openapi.yaml}. */
@RestController
@RequestMapping(path = "/ops/dead-letters/replays", produces = MediaType.APPLICATION_JSON_VALUE)
public class ReplaysApi {

    private final Replays replays;
    private final ReplayControl control;
    private final ReplayReader reader;
    private final History histories;

    public ReplaysApi(Replays replays, ReplayControl control, ReplayReader reader, History histories) {
        this.replays = replays;
        this.control = control;
        this.reader = reader;
        this.histories = histories;
    }

    record NewReplay(
            List<UUID> ids,
            String cause,
            JsonNode filter,
            Boolean all,
            UUID token,
            Boolean heldBack,
            Integer rate,
            Integer canary,
            Boolean dryRun) {}

    record Preview(
            int total,
            int going,
            java.util.Map<String, Integer> byDestination,
            java.util.Map<String, Integer> refused,
            int heldBack,
            UUID token) {}

    record ReplayList(List<Replay> replays) {}

    record Sent(List<ReplayReader.Sent> entries, String next) {}

    /** 201 and the replay that was begun; 200 and what it would do, where it is a dry run. */
    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Object> begin(@RequestBody NewReplay replay, Principal operator) {
        SelectionRequest choice =
                new SelectionRequest(replay.ids(), replay.cause(), replay.filter(), replay.all(), replay.token());
        boolean heldBack = Boolean.TRUE.equals(replay.heldBack());
        int rate = replay.rate() == null ? Replays.DEFAULT_RATE : replay.rate();
        int canary = replay.canary() == null ? Replays.DEFAULT_CANARY : replay.canary();
        Replay begun;
        if (choice.confirms(replay.dryRun())) {
            begun = replays.begin(choice.token(), heldBack, rate, canary, operator.getName());
        } else if (Boolean.TRUE.equals(replay.dryRun())) {
            DryRun dryRun = replays.dryRun(choice.selection(), heldBack, operator.getName());
            return ResponseEntity.ok(new Preview(
                    dryRun.total(),
                    dryRun.going(),
                    dryRun.byDestination(),
                    dryRun.refused(),
                    dryRun.heldBack(),
                    dryRun.token()));
        } else {
            begun = replays.begin(choice.selection(), heldBack, rate, canary, operator.getName());
        }
        return ResponseEntity.created(URI.create("/ops/dead-letters/replays/" + begun.id()))
                .body(begun);
    }

    @GetMapping
    ReplayList latest(
            @RequestParam(required = false) String id, @RequestParam(defaultValue = ListLimit.DEFAULT) String limit) {
        int most = ListLimit.of(limit);
        return new ReplayList(
                id == null
                        ? reader.latest(most)
                        : reader.named(AnyId.searched(id), most).stream()
                                .flatMap(each -> reader.find(each).stream())
                                .toList());
    }

    @GetMapping("/{id}")
    Replay replay(@PathVariable UUID id) {
        return reader.find(id).orElseThrow(() -> new NotFoundException("There is no replay " + id + "."));
    }

    @GetMapping("/{id}/entries")
    Sent entries(
            @PathVariable UUID id,
            @RequestParam(required = false) String state,
            @RequestParam(defaultValue = "0") String after,
            @RequestParam(defaultValue = ListLimit.DEFAULT) String limit) {
        replay(id);
        if (state != null && !ReplayEntryState.names().contains(state)) {
            throw new IllegalArgumentException("state must be of " + String.join(", ", ReplayEntryState.names()) + ".");
        }
        if (!after.matches("\\d{1,9}")) {
            throw new IllegalArgumentException("after must be the value of next in an earlier answer.");
        }
        int most = ListLimit.of(limit);
        List<ReplayReader.Sent> sent = reader.entries(id, state, Integer.parseInt(after), most + 1);
        boolean more = sent.size() > most;
        return new Sent(
                more ? sent.subList(0, most) : sent,
                more ? "" + sent.get(most - 1).position() : null);
    }

    @GetMapping("/{id}/history")
    EntriesApi.Lines history(@PathVariable UUID id) {
        replay(id);
        return new EntriesApi.Lines(histories.ofReplay(id));
    }

    @PostMapping("/{id}/pause")
    Replay pause(@PathVariable UUID id, @RequestParam(required = false) String destination, Principal operator) {
        replay(id);
        control.pause(id, destination, operator.getName());
        return replay(id);
    }

    @PostMapping("/{id}/resume")
    Replay resume(@PathVariable UUID id, @RequestParam(required = false) String destination, Principal operator) {
        replay(id);
        control.resume(id, destination, operator.getName());
        return replay(id);
    }

    @PostMapping("/{id}/cancel")
    Replay cancel(@PathVariable UUID id, Principal operator) {
        replay(id);
        control.cancel(id, operator.getName());
        return replay(id);
    }
}
