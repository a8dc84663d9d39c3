package com.acme.checkout.desk.page;

import com.acme.checkout.desk.EntryState;
import com.acme.checkout.desk.ReplayEntryState;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** How the pages speak to a person: causes, states, numbers and times in plain words. */
public final class Words {

    private static final DateTimeFormatter EXACT = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    /**
     * A cause for a person who was woken by it.
     *
     * @param title    what happened, in a few words
     * @param meaning  what that means for the customers' checkouts
     * @param remedy   what to do now
     * @param primary  the first of what {@code remedy} says to do
     */
    public record Plain(String title, String meaning, String remedy, Advice.Action primary) {}

    /** {@code status}, {@code destination} and {@code exception} may be null. */
    public Plain plain(String reason, Integer status, String destination, String exception) {
        return Advice.of(new Advice.Failure(reason, status, destination, exception, null, null, null));
    }

    public String state(EntryState state) {
        return state.label();
    }

    public String state(String state) {
        return EntryState.valueOf(state).label();
    }

    /** For the state of an entry within a replay. */
    public String progress(String state) {
        return ReplayEntryState.valueOf(state).label();
    }

    /** A constant's name as words. */
    public String lower(String constant) {
        return constant == null ? "" : constant.toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    public String upperFirst(String text) {
        return text.isEmpty() ? text : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }

    public String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** As in {@code 1 entry} or {@code 1,204 entries}. */
    public String count(long count, String one, String many) {
        return number(count) + ' ' + (count == 1 ? one : many);
    }

    public String exact(Instant at) {
        return at == null ? "" : EXACT.format(at);
    }

    public String ago(Instant at) {
        if (at == null) {
            return "";
        }
        Duration age = Duration.between(at, Instant.now());
        return age.toSeconds() < 5 ? "just now" : length(age) + " ago";
    }

    public String age(Instant at) {
        return at == null ? "" : length(Duration.between(at, Instant.now()));
    }

    /** Two units at the most: {@code 3 d 4 h}. The pages' script does the same. */
    public String length(Duration length) {
        long s = Math.max(0, length.toSeconds());
        if (s < 60) {
            return s + " s";
        }
        if (s < 3600) {
            return s / 60 + " min";
        }
        if (s < 86_400) {
            return s / 3600 + " h" + (s % 3600 < 60 ? "" : " " + s % 3600 / 60 + " min");
        }
        return s / 86_400 + " d" + (s % 86_400 < 3600 ? "" : " " + s % 86_400 / 3600 + " h");
    }

    /** The first part of an id, enough to tell it from its neighbours. */
    public String brief(Object id) {
        String text = id == null ? "" : id.toString();
        return text.length() <= 8 ? text : text.substring(0, 8);
    }
}
