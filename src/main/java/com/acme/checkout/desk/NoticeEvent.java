package com.acme.checkout.desk;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What webhooks are told of. Settings write the word, a CloudEvent its type, the database the constant's name. */
public enum NoticeEvent {

    /** Something failed as nothing has before: a fingerprint that the desk has never seen. */
    NEW_CAUSE("new-cause", "cause.new", "new cause", "new causes"),
    /** A replay paused by itself, because too many of its entries failed again. */
    REPLAY_PAUSED("replay-paused", "replay.paused", "replay that paused", "replays that paused"),
    /** A replay stopped at its canary. */
    REPLAY_STOPPED("replay-stopped", "replay.stopped", "replay that stopped", "replays that stopped"),
    /** A replay is done, or was cancelled. */
    REPLAY_ENDED("replay-ended", "replay.ended", "replay that ended", "replays that ended"),
    /** Entries were discarded. */
    DISCARDED("discarded", "entries.discarded", "discard", "discards"),
    /** The sum of those that were too many to send one by one; each webhook gets it. */
    MORE(null, "notices.more", "notice", "notices"),
    /** An operator asked for a test message; no setting turns it off. */
    TEST(null, "test", "test message", "test messages");

    private static final String PREFIX = "com.acme.checkout.desk.";

    private final String word;
    private final String type;
    private final String one;
    private final String many;

    NoticeEvent(String word, String type, String one, String many) {
        this.word = word;
        this.type = PREFIX + type;
        this.one = one;
        this.many = many;
    }

    /** As settings name it; null where none does. */
    public String word() {
        return word;
    }

    /** The attribute {@code type} of its CloudEvent. */
    public String type() {
        return type;
    }

    /** So many of them, for a person: {@code 130 new causes}. */
    public String counted(long count) {
        return count + " " + (count == 1 ? one : many);
    }

    /** The one that settings name so. */
    public static Optional<NoticeEvent> of(String word) {
        return Stream.of(values())
                .filter(event -> event.word != null && event.word.equals(word))
                .findFirst();
    }

    /** The words of all that settings can name, in alphabetical order. */
    public static Set<String> words() {
        return Stream.of(values())
                .map(NoticeEvent::word)
                .filter(word -> word != null)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
