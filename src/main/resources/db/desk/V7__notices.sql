-- What webhooks are told. A notice is written in the transaction of what it tells, and sent afterwards.

-- What is known of each webhook of the settings: one instance at a time sends to it.
create table webhook (
    name        varchar(40) primary key,
    target      varchar(32) not null,         -- digest of its URL; with another URL, what follows is forgotten
    off_at      timestamp with time zone,     -- it answered 410: nothing more is sent to it
    failing_at  timestamp with time zone,     -- the first failure after the last success
    last_at     timestamp with time zone,
    last_result varchar(200),
    node        varchar(36),                  -- the process that sends to it, and until when nobody else may
    leased_till timestamp with time zone
);

-- One row for each webhook and event.
create table notice (
    seq          bigint generated always as identity primary key,
    id           uuid not null unique,        -- the same for each attempt
    webhook      varchar(40) not null,
    event        varchar(20) not null,
    facts        varchar(8000) not null,      -- JSON; no personal data
    state        varchar(10) not null,        -- WAITING, SENT, GIVEN_UP, SUMMED (told in another one's sum)
    created_at   timestamp with time zone not null,
    due_at       timestamp with time zone not null,
    attempts     int not null default 0,
    attempted_at timestamp with time zone,
    ended_at     timestamp with time zone,
    summed_in    uuid                         -- the one whose sum tells it
);
create index notice_due on notice (webhook, state, due_at, seq);
create index notice_attempted on notice (webhook, attempted_at);
create index notice_ended on notice (ended_at);
create index notice_summed on notice (summed_in);
