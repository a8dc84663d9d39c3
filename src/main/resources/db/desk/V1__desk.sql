-- The dead-letter desk. The same statements on H2 (in its PostgreSQL mode) and on PostgreSQL.

-- One row for each deadLetterId, as it was filed, and what has become of it since. Narrow: lists and counts read many.
create table dead_letter (
    seq             bigint generated always as identity primary key, -- order of filing, and the key that pages go by
    id              uuid not null unique,
    state           varchar(12) not null,                            -- OPEN, REPLAYING, RESOLVED, FAILED_AGAIN, DISCARDED
    fingerprint     varchar(32) not null,                            -- its cause
    reason          varchar(12) not null,
    detail          varchar(1000),
    exception       varchar(1000),
    status          int,
    attempts        int not null,
    first_at        timestamp with time zone not null,
    last_at         timestamp with time zone not null,
    filed_at        timestamp with time zone not null,
    changed_at      timestamp with time zone not null,
    source          varchar(500) not null,
    route           varchar(200) not null,
    destination     varchar(100) not null,                           -- empty where none was picked
    checkout_id     varchar(36),
    cart_id         varchar(36),                                     -- in lower case
    idempotency_key varchar(1000),
    traceparent     varchar(55),
    repaired        boolean not null default false,
    failures        int not null default 0,                          -- replays that failed again
    operation       uuid,                                            -- the replay that claimed it last
    discard_reason  varchar(500)
);
-- All that counts and filters look at: they read this index and no row.
create index dead_letter_overview on dead_letter (state, reason, destination, fingerprint, filed_at, first_at, last_at, seq);
create index dead_letter_last_at on dead_letter (last_at);
create index dead_letter_cause on dead_letter (fingerprint, state);
create index dead_letter_checkout on dead_letter (checkout_id);
create index dead_letter_cart on dead_letter (cart_id);
create index dead_letter_operation on dead_letter (operation);

-- What an entry weighs: read one at a time.
create table payload (
    seq      bigint primary key,
    headers  text not null,  -- of the original message, one JSON object
    body     bytea not null, -- of the original message, byte for byte
    repaired bytea           -- the body that an operator put in its place
);

-- What is searched, in lower case: detail, exception, headers, body.
create table search (
    seq  bigint primary key,
    text varchar(1000000) not null -- a text without limit is kept apart from its row by H2, and slow to search
);

-- The dead letters that replayed entries came back as, by their own deadLetterId: each counts once.
create table failure (
    id          uuid primary key,
    dead_letter uuid not null,
    at          timestamp with time zone not null
);

-- What entries of one fingerprint have in common.
create table cause (
    fingerprint varchar(32) primary key,
    reason      varchar(12) not null,
    route       varchar(200) not null,
    status      int,
    exception   varchar(1000) not null, -- class and message of the root cause, numbers and ids normalised
    detail      varchar(1000)           -- of the first entry
);

-- What happened to an entry or an operation: by whom, when.
create table history (
    id          bigint generated always as identity primary key,
    at          timestamp with time zone not null,
    actor       varchar(200) not null,
    dead_letter uuid,
    operation   uuid,
    kind        varchar(30) not null,
    detail      varchar(1000)
);
create index history_dead_letter on history (dead_letter, id);
create index history_operation on history (operation, id);

create table note (
    id          bigint generated always as identity primary key,
    at          timestamp with time zone not null,
    actor       varchar(200) not null,
    dead_letter uuid,
    fingerprint varchar(32),
    text        varchar(4000) not null
);
create index note_dead_letter on note (dead_letter);
create index note_fingerprint on note (fingerprint);

-- A replay: its entries were frozen when it was made.
create table operation (
    id          uuid primary key,
    state       varchar(12) not null, -- RUNNING, PAUSED, DONE, CANCELLED, STOPPED (at its canary)
    actor       varchar(200) not null,
    created_at  timestamp with time zone not null,
    changed_at  timestamp with time zone not null,
    selection   text not null,        -- the ids, the cause or the filter that were chosen, as JSON
    rate        int not null,         -- entries a second, at most
    canary      int not null,
    total       int not null,
    why         varchar(1000),        -- for the state, for a person
    node        varchar(200),         -- the process that works on it, and until when nobody else may
    leased_till timestamp with time zone
);

create table operation_entry (
    operation   uuid not null,
    position    int not null,
    dead_letter uuid not null,
    state       varchar(12) not null, -- FROZEN, SENT, RESOLVED, FAILED_AGAIN, REFUSED, CANCELLED
    sent_at     timestamp with time zone,
    look_at     timestamp with time zone, -- when the Orchestrator is asked next, while SENT
    detail      varchar(1000),
    primary key (operation, position)
);
create index operation_entry_state on operation_entry (operation, state, position);
create index operation_entry_dead_letter on operation_entry (dead_letter);
create index operation_entry_look on operation_entry (state, look_at);

-- Every action of an operator.
create table audit (
    id        bigint generated always as identity primary key,
    at        timestamp with time zone not null,
    actor     varchar(200) not null,
    action    varchar(30) not null,
    selection text,
    count     int,
    operation uuid,
    detail    varchar(1000)
);

-- The operator whose password was drawn at the first start.
create table operator (
    name     varchar(200) primary key,
    password varchar(200) not null
);
