package com.acme.checkout.desk.audit;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Who did what at the desk, and when: one line for every action of an operator, never changed afterwards. */
@Component
public class Audit {

    /** More ids than this are told by their number. */
    private static final int IDS = 50;

    private static final int DETAIL = 1000;
    private static final int ACTOR = 200;
    private static final ObjectMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_EMPTY, JsonInclude.Include.NON_EMPTY))
            .build();

    private final JdbcClient jdbc;

    public Audit(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** {@code selection} as the API takes it ({@code ids}, {@code cause} or {@code filter}); of many ids the first, and {@code more}. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Line(
            long id,
            Instant at,
            String actor,
            String action,
            JsonNode selection,
            Integer count,
            @JsonProperty("operation") UUID replay,
            UUID discard,
            String detail) {}

    /**
     * What was done, and by whom.
     *
     * @param action at most 30 characters, a verb in capitals, as in {@code REPLAY}
     * @param replay that it is of; may be null
     * @param discard the id that its entries are discarded by, of a {@code DISCARD}; null otherwise
     */
    public record Action(String actor, String action, UUID replay, UUID discard) {}

    /** The newest first; {@code next} leads on to older ones, null at the end. */
    public record Lines(List<Line> lines, String next) {}

    /**
     * Writes a line, in the caller's transaction where there is one: an action that is rolled back was never done.
     *
     * @param selection what it was done to (a {@code Selection}), written as JSON; null where there is none
     * @param count of the entries that it was done to; null where that says nothing
     * @param detail for a person, no personal data; may be null
     */
    public void record(Action action, Record selection, Integer count, String detail) {
        jdbc.sql("""
                insert into audit (at, actor, action, selection, count, operation, discard_id, detail)
                values (:at, :actor, :action, :selection, :count, :operation, :discard, :detail)""")
                .param("at", OffsetDateTime.now(ZoneOffset.UTC))
                .param("actor", cut(action.actor(), ACTOR))
                .param("action", action.action())
                .param("selection", selection == null ? null : json(selection))
                .param("count", count)
                .param("operation", action.replay())
                .param("discard", action.discard())
                .param("detail", cut(detail, DETAIL))
                .update();
    }

    /** As {@link #record(Action, Record, Integer, String)}, of what is no discard. */
    public void record(String actor, String action, Record selection, Integer count, UUID replay, String detail) {
        record(new Action(actor, action, replay, null), selection, count, detail);
    }

    /**
     * The newest lines.
     *
     * @param after {@link Lines#next()} of the lines before; null: from the newest on
     * @throws IllegalArgumentException {@code after} is not from here
     */
    public Lines latest(AuditFilter filter, String after, int limit) {
        List<Line> lines = jdbc.sql(
                        "select id, at, actor, action, selection, count, operation, discard_id, detail from audit where id < :before"
                                + filter.where() + " order by id desc limit :limit")
                .param("before", before(after))
                .params(filter.params())
                .param("limit", limit + 1)
                .query((row, number) -> new Line(
                        row.getLong("id"),
                        row.getObject("at", OffsetDateTime.class).toInstant(),
                        row.getString("actor"),
                        row.getString("action"),
                        tree(row.getString("selection")),
                        row.getObject("count", Integer.class),
                        row.getObject("operation", UUID.class),
                        row.getObject("discard_id", UUID.class),
                        row.getString("detail")))
                .list();
        boolean more = lines.size() > limit;
        return new Lines(
                more ? lines.subList(0, limit) : lines,
                more ? Long.toString(lines.get(limit - 1).id()) : null);
    }

    private static long before(String after) {
        if (after == null || after.isBlank()) {
            return Long.MAX_VALUE;
        }
        try {
            return Long.parseLong(after);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("after must be the value of next in an earlier answer.");
        }
    }

    private static String json(Record selection) {
        JsonNode tree = JSON.valueToTree(selection);
        if (tree instanceof ObjectNode object && object.get("ids") instanceof ArrayNode ids && ids.size() > IDS) {
            object.put("more", ids.size() - IDS);
            while (ids.size() > IDS) {
                ids.remove(ids.size() - 1);
            }
        }
        return tree.toString();
    }

    private static JsonNode tree(String json) {
        try {
            return json == null ? null : JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the audit holds a selection that is not JSON", e);
        }
    }

    private static String cut(String text, int length) {
        String clean = text == null ? null : text.replaceAll("\\p{Cntrl}", " ");
        return clean == null || clean.length() <= length ? clean : clean.substring(0, length - 1) + "…";
    }
}
